import { type ActorCritic, type Agent, type Loss, type Predictions, termsOf } from '../../../agents/index.ts';
import type { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import { differentiate, type LossGradient } from '../../training/loss-gradient.ts';
import type { DeviceMinibatch } from './minibatch.ts';
import type { MinibatchGroup } from './minibatch-groups.ts';

/**
 * Loss and gradient of a population, group by group; the members come back in the order of `vector`. Call within
 * `tf.tidy`.
 *
 * @param vector `[P, 1, n]`, the parameters as `layout` has them.
 */
export function lossGradients(
  agent: Agent,
  networks: ActorCritic,
  layout: ParameterLayout,
  vector: tf.Tensor,
  groups: readonly MinibatchGroup[],
): LossGradient {
  const of = (some: tf.Tensor, { batch }: MinibatchGroup): LossGradient =>
    lossGradient(agent, networks, layout, some, batch);
  if (groups.length === 1) return of(vector, groups[0]!);
  const parts = groups.map((group) => of(tf.gather(vector, [...group.members]), group));
  const order = groups.flatMap(({ members }) => members);
  const places = order.map((_, member) => order.indexOf(member));
  const whole = (pick: (part: LossGradient) => tf.Tensor): tf.Tensor =>
    tf.gather(tf.concat(parts.map(pick), 0), places);
  return {
    gradient: whole(({ gradient }) => gradient),
    terms: whole(({ terms }) => terms),
    total: whole(({ total }) => total),
  };
}

/**
 * Each member's loss on its minibatch. Call within `tf.tidy`.
 *
 * @param vector `[P, 1, n]`, the parameters as `layout` has them.
 */
export function lossOf(
  agent: Agent,
  networks: ActorCritic,
  layout: ParameterLayout,
  vector: tf.Tensor,
  batch: DeviceMinibatch,
): Loss {
  return agent.loss(predictionsOf(networks, layout, vector, batch), batch);
}

/** What the networks say of each member's minibatch. Call within `tf.tidy`. @param vector `[P, 1, n]`. */
export function predictionsOf(
  networks: ActorCritic,
  layout: ParameterLayout,
  vector: tf.Tensor,
  batch: DeviceMinibatch,
): Predictions {
  const params = layout.named(layout.split(vector));
  const outputs = networks.act(params, batch.observations, batch.noise);
  const values = networks.value?.(params, batch.observations, batch.noise);
  return { outputs, values, params };
}

/**
 * The gradient of each member's loss in its own parameters, and the terms that its agent reports. Call within `tf.tidy`.
 *
 * @param vector `[P, 1, n]`, the parameters as `layout` has them.
 */
export function lossGradient(
  agent: Agent,
  networks: ActorCritic,
  layout: ParameterLayout,
  vector: tf.Tensor,
  batch: DeviceMinibatch,
): LossGradient {
  const lossAt = (parameters: tf.Tensor) => lossOf(agent, networks, layout, parameters, batch);
  return differentiate(lossAt, vector, termsOf(agent));
}
