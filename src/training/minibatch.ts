import type { Minibatch, NetworkNoise } from '../../agents/index.ts';
import type { RandomStream } from '../random.ts';
import { type ActionSpace, actionLength } from '../spaces.ts';
import * as tf from '../tensors/tf.ts';
import type { ExperienceBuffer } from './experience-buffer.ts';

/** One member's share of a minibatch. */
export interface MemberRows {
  readonly buffer: ExperienceBuffer;
  /** The rows to learn from, in order. */
  readonly rows: Int32Array;
  /** `[rows.length]`, as the loss is to see them. */
  readonly advantages: Float64Array;
  /** `[buffer.length]` */
  readonly returns: Float64Array;
  /** What the networks draw from, if they have noise of their own; undefined for networks without it. */
  readonly noise?: RandomStream | undefined;
}

/** A minibatch of every member on the device. */
export interface DeviceMinibatch extends Minibatch {
  /** `[P, B, observationLength]` */
  readonly observations: tf.Tensor;
  /** `[P, B, noise.width]`, drawn for these rows; undefined for networks without noise. */
  readonly noise?: tf.Tensor | undefined;
}

/**
 * Gathers the members' rows into tensors `[P, B, …]`, where B is the longest member's share; shorter ones are padded at
 * the end with zeros that count nothing. Call within `tf.tidy`.
 *
 * @param noise of the networks; drawn here, a row after the other, where the members have streams.
 */
export function deviceMinibatch(
  members: readonly MemberRows[],
  space: ActionSpace,
  observationLength: number,
  noise?: NetworkNoise,
): DeviceMinibatch {
  const population = members.length;
  const length = Math.max(1, ...members.map(({ rows }) => rows.length));
  const width = actionLength(space);
  const observations = new Float32Array(population * length * observationLength);
  const actions = new (space.kind === 'discrete' ? Int32Array : Float32Array)(population * length * width);
  const drawn = new Float32Array(noise ? population * length * noise.width : 0);
  const columns = () => new Float32Array(population * length);
  const [logProbs, referenceLogProbs, advantages, returns, values, weights] = [
    columns(),
    columns(),
    columns(),
    columns(),
    columns(),
    columns(),
  ];

  members.forEach(({ buffer, rows, noise: stream, ...member }, index) => {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const at = index * length + i;
      for (let j = 0; j < observationLength; j++) {
        observations[at * observationLength + j] = buffer.observations[row * observationLength + j]!;
      }
      for (let j = 0; j < width; j++) {
        actions[at * width + j] = buffer.actions[row * width + j]!;
      }
      logProbs[at] = buffer.logProbs[row]!;
      if (buffer.referenceLogProbs) referenceLogProbs[at] = buffer.referenceLogProbs[row]!;
      values[at] = buffer.values[row]!;
      advantages[at] = member.advantages[i]!;
      returns[at] = member.returns[row]!;
      weights[at] = 1 / rows.length;
      if (noise && stream) noise.draw(stream, drawn, at * noise.width);
    }
  });

  const matrix = (data: Float32Array) => tf.tensor2d(data, [population, length]);
  const weightMatrix = matrix(weights);
  return {
    observations: tf.tensor3d(observations, [population, length, observationLength]),
    noise:
      noise && members.some(({ noise }) => noise)
        ? tf.tensor3d(drawn, [population, length, noise.width])
        : undefined,
    actions:
      space.kind === 'discrete'
        ? tf.tensor2d(actions, [population, length], 'int32')
        : tf.tensor3d(actions, [population, length, width]),
    logProbs: matrix(logProbs),
    referenceLogProbs: members.some(({ buffer }) => buffer.referenceLogProbs)
      ? matrix(referenceLogProbs)
      : undefined,
    advantages: matrix(advantages),
    returns: matrix(returns),
    values: matrix(values),
    weights: weightMatrix,
    mean: (x) => (x.shape[1] === length ? tf.sum(tf.mul(x, weightMatrix), 1) : tf.squeeze(x, [1])),
  };
}
