import type { Minibatch, NetworkNoise } from '../../../agents/index.ts';
import type { RandomStream } from '../../random.ts';
import { gatherRows } from '../../tensors/gather-rows.ts';
import * as tf from '../../tensors/tf.ts';
import type { DeviceExperience } from './device-experience.ts';

/** One member's share of a minibatch. */
export interface MemberRows {
  /** The rows to learn from, in order: their places in the experience. */
  readonly rows: Int32Array;
  /** `[rows.length]`, as the loss is to see them. */
  readonly advantages: Float64Array;
  /** What the networks draw from, if they have noise of their own; undefined for networks without it. */
  readonly noise?: RandomStream | undefined;
  /** Where a controller has decided it; members of one minibatch have the same. */
  readonly clipRange?: number | undefined;
}

/** A minibatch of every member on the device. */
export interface DeviceMinibatch extends Minibatch {
  /** `[P, B, observationLength]` */
  readonly observations: tf.Tensor;
  /** `[P, B, noise.width]`, drawn for these rows; undefined for networks without noise. */
  readonly noise?: tf.Tensor | undefined;
}

/**
 * Gathers the members' rows on the device into tensors `[P, B, …]`, where B is the longest member's share; shorter ones
 * are padded at the end with zeros that count nothing. Only the rows' places go up, and what is made for this minibatch
 * alone. Call within `tf.tidy`.
 *
 * @param noise of the networks; drawn here, a row after the other, where the members have streams.
 */
export function deviceMinibatch(
  members: readonly MemberRows[],
  { columns, starts }: DeviceExperience,
  noise?: NetworkNoise,
): DeviceMinibatch {
  const population = members.length;
  const length = Math.max(1, ...members.map(({ rows }) => rows.length));
  const places = new Int32Array(population * length).fill(starts.at(-1)!);
  const advantages = new Float32Array(population * length);
  const drawn = new Float32Array(noise ? population * length * noise.width : 0);
  for (const [member, { rows, noise: stream, ...own }] of members.entries()) {
    const first = member * length;
    places.set(rows, first);
    advantages.set(own.advantages, first);
    if (!noise || !stream) continue;
    for (let i = 0; i < rows.length; i++) noise.draw(stream, drawn, (first + i) * noise.width);
  }

  const gathered = gatherRows(columns, tf.tensor2d(places, [population, length], 'int32'));
  const { weights } = gathered;
  return {
    ...gathered,
    advantages: tf.tensor2d(advantages, [population, length]),
    clipRange: members[0]!.clipRange,
    noise:
      noise && members.some(({ noise }) => noise)
        ? tf.tensor3d(drawn, [population, length, noise.width])
        : undefined,
    mean: (x) => (x.shape[1] === length ? tf.sum(tf.mul(x, weights), 1) : tf.squeeze(x, [1])),
  };
}
