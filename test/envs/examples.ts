import { type EnvEntry, environments } from '../../envs/index.ts';
import { standInEnvironments } from './gymnasium/stand-in.ts';

/** What an environment around another one is written around, with the settings that it cannot do without. */
const aroundOthers: Readonly<Record<string, string>> = {
  switching: 'switching(cartpole,every=1000,gravity=[20,5],permute=true)',
};

/** An environment as users write it. */
function exampleOf({ name, wraps }: Pick<EnvEntry, 'name' | 'wraps'>): string {
  return wraps ? aroundOthers[name]! : name;
}

/** All environments, as users write them; of those that a Python steps some, where there is one. */
export const everyExample = environments
  .entries()
  .flatMap((entry) => (entry.name === 'gym' ? standInEnvironments : exampleOf(entry)));
