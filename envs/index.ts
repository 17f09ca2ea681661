import { Registry } from '../src/registry.ts';
import { acrobot } from './acrobot.ts';
import { cartpole } from './cartpole.ts';
import type { EnvEntry } from './env-spec.ts';
import { mountainCar } from './mountain-car.ts';
import { mountainCarContinuous } from './mountain-car-continuous.ts';
import { pendulum } from './pendulum.ts';
import { pointNav } from './point-nav.ts';
import { type VectorEnv, vectorEnv } from './vector-env.ts';

export { type ActionSpace, actionLength, type BoxSpace, type DiscreteSpace } from '../src/spaces.ts';
export { defineEnv, type EnvEntry, type EnvSpec, float32Box } from './env-spec.ts';
export type { Actions, Outcome, Task } from './task.ts';
export { type StepResult, stepResult, type VectorEnv, vectorEnv } from './vector-env.ts';

/** Every environment by name. A plugin adds its own with `environments.register(defineEnv({…}))`. */
export const environments = new Registry<EnvEntry>('environment', ['create']);

for (const entry of [pointNav, cartpole, mountainCar, mountainCarContinuous, acrobot, pendulum]) {
  environments.register(entry);
}

/**
 * Parallel copies of an environment.
 *
 * @param spec `cartpole`, `CartPole-v1`, `point-nav(random_goal=false)`.
 * @throws UsageError for an unknown name, an unknown setting or one out of range.
 */
export function makeEnv(spec: string, { size }: { readonly size: number }): VectorEnv {
  const { entry, settings, label } = environments.resolve(spec);
  return vectorEnv(entry.create(settings, label), size);
}
