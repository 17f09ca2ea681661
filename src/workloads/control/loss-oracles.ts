import type { ActorCritic, Agent, NetworkParams } from '../../../agents/index.ts';
import { type SeenLayer, watchingLayers } from '../../../agents/networks/layer-outputs.ts';
import type { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import type { StreamedStep } from '../../training/workload.ts';
import { outputSlopesOf } from '../output-slopes.ts';
import { lossOf, predictionsOf } from './loss-gradient.ts';
import type { DeviceMinibatch } from './minibatch.ts';
import type { MinibatchGroup } from './minibatch-groups.ts';

/** What a loss is made of. */
export interface LossParts {
  readonly agent: Agent;
  readonly networks: ActorCritic;
  readonly layout: ParameterLayout;
}

/** Each member's loss, `[P]`, at parameters `[P, 1, n]`. Call within `tf.tidy`. */
export function lossAt(parts: LossParts, vector: tf.Tensor, groups: readonly MinibatchGroup[]): tf.Tensor {
  const { agent, networks, layout } = parts;
  return overGroups(groups, (pick, batch) => lossOf(agent, networks, layout, pick(vector), batch).total);
}

/**
 * What every row adds to the gradient of its member's loss: `[P, B, n]`, whose sum over the rows is that gradient. Rows
 * that only pad add 0. All rows of all members go through the networks as members of their own, in one pass. Call within
 * `tf.tidy`.
 */
export function rowGradients(
  { agent, networks, layout }: LossParts,
  vector: tf.Tensor,
  groups: readonly MinibatchGroup[],
): tf.Tensor {
  return overGroups(groups, (pick, batch) => {
    const [members, rows] = batch.weights.shape as [number, number];
    const apart = rowsApart(batch);
    const copies = tf.reshape(tf.tile(pick(vector), [1, rows, 1]), [members * rows, 1, layout.length]);
    const total = (each: tf.Tensor): tf.Tensor => lossOf(agent, networks, layout, each, apart).total;
    const gradients = tf.reshape(tf.grad(total)(copies), [members, rows, layout.length]);
    return tf.mul(gradients, tf.expandDims(batch.weights, 2));
  });
}

/** What the actor puts out on the rows, `[P, B, outputs]`. Call within `tf.tidy`. */
export function rowOutputs(
  { networks, layout }: LossParts,
  vector: tf.Tensor,
  groups: readonly MinibatchGroup[],
): tf.Tensor {
  return overGroups(groups, (pick, batch) =>
    networks.act(layout.named(layout.split(pick(vector))), batch.observations, batch.noise),
  );
}

/**
 * The derivatives of the actor's outputs along a direction `[P, 1, n]`, `[P, B, outputs]`, and behind them 1, or 0 for rows
 * that only pad, whose derivatives are 0 too: `[P, B, outputs + 1]`. Call within `tf.tidy`.
 */
export function outputSlopes(
  { networks, layout }: LossParts,
  vector: tf.Tensor,
  groups: readonly MinibatchGroup[],
  direction: tf.Tensor,
): tf.Tensor {
  return overGroups(groups, (pick, batch) => {
    const act = (params: NetworkParams) => networks.act(params, batch.observations, batch.noise);
    const slopes = outputSlopesOf(act, layout, pick(vector), pick(direction));
    const isRow = tf.expandDims(tf.cast(tf.greater(batch.weights, 0), 'float32'), 2);
    return tf.concat([tf.where(tf.greater(isRow, 0), slopes, 0), isRow], 2);
  });
}

/**
 * Of each member's policy at other parameters, `[P, 2]`: the mean of A · π/π_old over the rows, and its mean KL divergence
 * from the policy at hand. Call within `tf.tidy`.
 *
 * @param vector the parameters at hand, `[P, 1, n]`.
 */
export function policyAt(
  { agent: { distribution }, networks, layout }: LossParts,
  vector: tf.Tensor,
  groups: readonly MinibatchGroup[],
  other: tf.Tensor,
): tf.Tensor {
  return overGroups(groups, (pick, batch) => {
    const told = (at: tf.Tensor) => {
      const params = layout.named(layout.split(pick(at)));
      return { params, outputs: networks.act(params, batch.observations, batch.noise) };
    };
    const policy = told(other);
    const { logProb } = distribution.evaluate(policy.outputs, policy.params, batch.actions);
    const ratio = tf.exp(tf.sub(logProb, batch.logProbs));
    const worth = batch.mean(tf.mul(batch.advantages, ratio));
    return tf.stack([worth, batch.mean(distribution.divergence!(policy, told(vector)))], 1);
  });
}

/**
 * Each member's product of the Fisher matrix of its policy with a direction `[P, 1, n]`: the mean over the rows, actions
 * averaged over the policy and not as they were taken. Of parameters that the policy does not depend on, the critic's, it
 * is 0. Undefined for a distribution that does not say what it takes. Call within `tf.tidy`.
 */
export function fisherProduct(
  { agent, networks, layout }: LossParts,
  vector: tf.Tensor,
  groups: readonly MinibatchGroup[],
  direction: tf.Tensor,
): tf.Tensor {
  const { distribution } = agent;
  return overGroups(groups, (pick, batch) => {
    const described = (params: NetworkParams) =>
      distribution.fisher!(networks.act(params, batch.observations, batch.noise), params);
    const named = (at: tf.Tensor): NetworkParams => layout.named(layout.split(at));
    const own = pick(vector);
    const slopes = outputSlopesOf((params) => described(params).coordinates, layout, own, pick(direction));
    const { information } = described(named(own));
    const pull = tf.mul(tf.mul(slopes, information), tf.expandDims(batch.weights, 2));
    return tf.grad((at: tf.Tensor) => tf.sum(tf.mul(described(named(at)).coordinates, pull)))(own);
  });
}

/**
 * A random gradient of each member, `[P, 1, n]`, whose outer product with itself is on average the Fisher matrix: of the
 * policy's parameters that of {@link fisherProduct}, of the critic's that of values with unit noise. In place of actions
 * drawn anew, normal numbers of the same second moments pull at what describes the distribution. Call within `tf.tidy`.
 */
export function fisherSample(
  { agent, networks, layout }: LossParts,
  vector: tf.Tensor,
  groups: readonly MinibatchGroup[],
  draw: (like: tf.Tensor, part: string) => tf.Tensor,
): tf.Tensor {
  const { distribution } = agent;
  const drawn = (like: tf.Tensor, part: string, members: readonly number[]): tf.Tensor => {
    if (groups.length === 1) return draw(like, part);
    // A member draws its rows one after the other, however many the longest has.
    const count = groups.reduce((sum, group) => sum + group.members.length, 0);
    const whole = draw(tf.zeros([count, ...like.shape.slice(1)]), part);
    return tf.gather(whole, [...members]);
  };
  return inOrder(
    groups,
    groups.map(({ members, batch }) => {
      const own = ofMembers(vector, members, groups);
      const told = (at: tf.Tensor) => {
        const params = layout.named(layout.split(at));
        const outputs = networks.act(params, batch.observations, batch.noise);
        const values = networks.value?.(params, batch.observations, batch.noise);
        return { ...distribution.fisher!(outputs, params), values: values && tf.expandDims(values, 2) };
      };
      // Weights are shares of a mean: their roots make of independent rows the covariance of one.
      const shares = tf.sqrt(tf.expandDims(batch.weights, 2));
      const { coordinates, information, values } = told(own);
      const pull = tf.mul(tf.mul(drawn(coordinates, 'actions', members), tf.sqrt(information)), shares);
      const noise = values && tf.mul(drawn(values, 'values', members), shares);
      return tf.grad((at: tf.Tensor) => {
        const now = told(at);
        const actors = tf.sum(tf.mul(now.coordinates, pull));
        return noise ? tf.add(actors, tf.sum(tf.mul(now.values!, noise))) : actors;
      })(own);
    }),
  );
}

/**
 * The mean magnitude over the rows of what each unit of each layer puts out: `[P, 1, units]` by the layer's name,
 * `actor.0`. Layers that are not made of `dense` are left out. Call within `tf.tidy`.
 */
export function meanActivations(
  { networks, layout }: LossParts,
  vector: tf.Tensor,
  groups: readonly MinibatchGroup[],
): { [layer: string]: tf.Tensor } {
  const parts = groups.map(({ members, batch }) => {
    const params = layout.named(layout.split(ofMembers(vector, members, groups)));
    const means: { [layer: string]: tf.Tensor } = {};
    const seen = ({ parameter, output, places = 1 }: SeenLayer): void => {
      const name = layout.names.find((each) => params[each] === parameter);
      if (name === undefined) return;
      const weights = tf.expandDims(batch.weights, 2);
      const [size, , units] = output.shape as [number, number, number];
      const magnitudes = tf.abs(output);
      const ofRows =
        places === 1 ? magnitudes : tf.mean(tf.reshape(magnitudes, [size, -1, places, units]), 2);
      means[name.replace(/\.[^.]+$/, '')] = tf.sum(tf.mul(ofRows, weights), 1, true);
    };
    watchingLayers(seen, () => {
      networks.act(params, batch.observations, batch.noise);
      networks.value?.(params, batch.observations, batch.noise);
    });
    return means;
  });
  return Object.fromEntries(
    Object.keys(parts[0]!).map((layer) => [
      layer,
      inOrder(
        groups,
        parts.map((means) => means[layer]!),
      ),
    ]),
  );
}

/** What an agent that learns from every step by itself has to say of it. */
export function streamedStep(
  { agent, networks, layout }: LossParts,
  groups: readonly MinibatchGroup[],
): StreamedStep {
  return {
    temporalDifference: () => overGroups(groups, (_, batch) => batch.mean(batch.advantages)),
    episodeEnds: () => overGroups(groups, (_, batch) => batch.mean(batch.ends!)),
    eligibility: (vector) =>
      overGroups(groups, (pick, batch) => {
        const gathered = (at: tf.Tensor): tf.Tensor =>
          agent.eligibility!(predictionsOf(networks, layout, at, batch), batch);
        return tf.grad(gathered)(pick(vector));
      }),
  };
}

/** Something of each group, in the order of the members; where groups differ in rows, shorter ones end in zeros. */
export function overGroups(
  groups: readonly MinibatchGroup[],
  make: (pick: (tensor: tf.Tensor) => tf.Tensor, batch: DeviceMinibatch) => tf.Tensor,
): tf.Tensor {
  const made = groups.map(({ members, batch }) =>
    make((tensor) => ofMembers(tensor, members, groups), batch),
  );
  return inOrder(groups, made);
}

export function ofMembers(
  tensor: tf.Tensor,
  members: readonly number[],
  groups: readonly unknown[],
): tf.Tensor {
  return groups.length === 1 ? tensor : tf.gather(tensor, [...members]);
}

export function inOrder(groups: readonly MinibatchGroup[], made: readonly tf.Tensor[]): tf.Tensor {
  if (groups.length === 1) return made[0]!;
  const order = groups.flatMap(({ members }) => members);
  const rows = Math.max(...made.map(({ shape }) => shape[1] ?? 0));
  const alike = made.map((each) => {
    const missing = rows - (each.shape[1] ?? 0);
    return missing === 0
      ? each
      : tf.pad(each, [[0, 0], [0, missing], ...each.shape.slice(2).map(() => [0, 0] as [number, number])]);
  });
  return tf.gather(
    tf.concat(alike, 0),
    order.map((_, member) => order.indexOf(member)),
  );
}

/** Every row as a member with this row alone. */
export function rowsApart(batch: DeviceMinibatch): DeviceMinibatch {
  const apart = <T extends tf.Tensor | undefined>(tensor: T): T =>
    tensor && (tf.reshape(tensor, [tensor.shape[0]! * tensor.shape[1]!, 1, ...tensor.shape.slice(2)]) as T);
  const weights = tf.onesLike(apart(batch.weights));
  return {
    observations: apart(batch.observations),
    noise: apart(batch.noise),
    actions: apart(batch.actions),
    logProbs: apart(batch.logProbs),
    advantages: apart(batch.advantages),
    returns: apart(batch.returns),
    values: apart(batch.values),
    referenceLogProbs: apart(batch.referenceLogProbs),
    earlier: apart(batch.earlier),
    weights,
    clipRange: batch.clipRange,
    mean: (x) => tf.squeeze(x, [1]),
  };
}
