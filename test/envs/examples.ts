import type { EnvEntry } from '../../envs/index.ts';

/** What an environment around another one is written around, with the settings that it cannot do without. */
const aroundOthers: Readonly<Record<string, string>> = {
  switching: 'switching(cartpole,every=1000,gravity=[20,5],permute=true)',
};

/** An environment as users write it. */
export function exampleOf({ name, wraps }: Pick<EnvEntry, 'name' | 'wraps'>): string {
  return wraps ? aroundOthers[name]! : name;
}
