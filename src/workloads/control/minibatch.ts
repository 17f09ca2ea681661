import type { Minibatch, NetworkNoise } from '../../../agents/index.ts';
import type { RandomStream } from '../../random.ts';
import { gatherRows } from '../../tensors/gather-rows.ts';
import * as tf from '../../tensors/tf.ts';
import type { SentNumbers } from '../../training/workload.ts';
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

/** What is sent to the device of a minibatch, one row after the other, member by member: `[P, B, …]`. */
export interface MinibatchNumbers {
  /** Places in the experience. */
  readonly places: SentNumbers;
  readonly advantages: SentNumbers;
  /** What the networks drew; undefined for networks without noise. */
  readonly noise: SentNumbers | undefined;
  readonly clipRange: number | undefined;
}

/**
 * Lays the members' rows out as tensors `[P, B, …]`, where B is the longest member's share; shorter ones are padded at the
 * end with zeros that count nothing.
 *
 * @param noise of the networks; drawn here, a row after the other, where the members have streams.
 */
export function minibatchNumbers(
  members: readonly MemberRows[],
  { starts }: Pick<DeviceExperience, 'starts'>,
  noise?: NetworkNoise,
): MinibatchNumbers {
  const population = members.length;
  const length = Math.max(1, ...members.map(({ rows }) => rows.length));
  const places = new Int32Array(population * length).fill(starts.at(-1)!);
  const advantages = new Float32Array(population * length);
  for (const [member, own] of members.entries()) {
    places.set(own.rows, member * length);
    advantages.set(own.advantages, member * length);
  }
  const shape = [population, length];
  return {
    places: { values: places, shape },
    advantages: { values: advantages, shape },
    noise: noise && members.some((member) => member.noise) ? drawn(members, length, noise) : undefined,
    clipRange: members[0]!.clipRange,
  };
}

function drawn(members: readonly MemberRows[], length: number, noise: NetworkNoise): SentNumbers {
  const values = new Float32Array(members.length * length * noise.width);
  for (const [member, { rows, noise: stream }] of members.entries()) {
    if (!stream) continue;
    for (let i = 0; i < rows.length; i++) noise.draw(stream, values, (member * length + i) * noise.width);
  }
  return { values, shape: [members.length, length, noise.width] };
}

/** Names of what {@link MinibatchNumbers} sends. */
type Sent = Readonly<Record<'places' | 'advantages', tf.Tensor>> & { readonly noise?: tf.Tensor | undefined };

/** Gathers the rows on the device: only their places have gone up, and what is made for this minibatch alone. */
export function gatheredMinibatch(
  { places, advantages, noise }: Sent,
  clipRange: number | undefined,
  { columns }: Pick<DeviceExperience, 'columns'>,
): DeviceMinibatch {
  const gathered = gatherRows(columns, places);
  const { weights } = gathered;
  const length = places.shape[1]!;
  return {
    ...gathered,
    advantages,
    clipRange,
    noise,
    mean: (x) => (x.shape[1] === length ? tf.sum(tf.mul(x, weights), 1) : tf.squeeze(x, [1])),
  };
}

/** A minibatch of these members on the device. Call within `tf.tidy`. */
export function deviceMinibatch(
  members: readonly MemberRows[],
  experience: DeviceExperience,
  noise?: NetworkNoise,
): DeviceMinibatch {
  const numbers = minibatchNumbers(members, experience, noise);
  const { places, advantages } = numbers;
  const sent = {
    places: tf.tensor(places.values, [...places.shape], 'int32'),
    advantages: tf.tensor(advantages.values, [...advantages.shape]),
    noise: numbers.noise && tf.tensor(numbers.noise.values, [...numbers.noise.shape]),
  };
  return gatheredMinibatch(sent, numbers.clipRange, experience);
}
