import { formatCall } from '../src/call-expression.ts';
import { Registry } from '../src/registry.ts';
import { cartpole } from './cartpole.ts';
import type { EnvEntry } from './env-spec.ts';
import { type VectorEnv, vectorEnv } from './vector-env.ts';

export {
  type ActionSpace,
  type BoxSpace,
  type DiscreteSpace,
  defineEnv,
  type EnvEntry,
  type EnvSpec,
} from './env-spec.ts';
export type { Actions, Outcome, Task } from './task.ts';
export { actionLength, type StepResult, stepResult, type VectorEnv, vectorEnv } from './vector-env.ts';

/** Every environment by name. A plugin adds its own with `environments.register(defineEnv({…}))`. */
export const environments = new Registry<EnvEntry>('environment');

for (const entry of [cartpole]) environments.register(entry);

/**
 * Parallel copies of an environment.
 *
 * @param spec `cartpole`, `CartPole-v1`, `point-nav(random_goal=false)`.
 * @throws UsageError for an unknown name, an unknown setting or one out of range.
 */
export function makeEnv(spec: string, { size }: { readonly size: number }): VectorEnv {
  const { entry, settings, call } = environments.resolve(spec);
  return vectorEnv(entry.create(settings, formatCall(call)), size);
}
