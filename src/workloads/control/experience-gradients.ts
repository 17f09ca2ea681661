import { nowRecording } from '../../tensors/replay/now-recording.ts';
import * as tf from '../../tensors/tf.ts';
import { withEarlier } from './averaged-policy.ts';
import type { DeviceExperience } from './device-experience.ts';
import { experienceUnits } from './experience-units.ts';
import type { LearningBatch } from './learning-batch.ts';
import { lossGradient, lossGradients } from './loss-gradient.ts';
import { type LossParts, ofMembers } from './loss-oracles.ts';
import { deviceMinibatch, type MemberRows } from './minibatch.ts';
import { minibatchGroups } from './minibatch-groups.ts';

/** The roll-outs of all players, whose loss is asked about beyond minibatches. Lists have one entry a player. */
export interface WholeExperience {
  readonly parts: LossParts;
  readonly batches: readonly LearningBatch[];
  readonly sent: DeviceExperience;
  readonly clipRanges: readonly (number | undefined)[];
  /** The policies whose outputs the loss compares, `[P, 1, n]`, if there are some. */
  readonly average?: tf.Tensor | undefined;
}

/**
 * The gradient on each part of the roll-outs that was gathered independently, see `Experience.unitGradients`. Call within
 * `tf.tidy`.
 *
 * @param vector `[P, 1, n]`.
 */
export function unitGradients(
  { parts, batches, sent, average }: WholeExperience,
  vector: tf.Tensor,
): { gradients: tf.Tensor; counts: number[] } {
  const { agent, networks, layout } = parts;
  const units = batches.map(({ buffer }) => experienceUnits(agent.collection, buffer));
  const weights = new Float32Array(sent.starts.at(-1)! + 1);
  const rows = units.flatMap((own, player): MemberRows[] => {
    const start = sent.starts[player]!;
    const { advantages } = batches[player]!;
    const count = own.reduce((sum, { length }) => sum + length, 0);
    if (count > 0) weights.fill(own.length / count, start, sent.starts[player + 1]!);
    const standardized = agent.minibatchAdvantages(Float64Array.from(advantages.subarray(0, count)));
    return own.map((unit) => ({
      rows: unit.map((row) => row + start),
      advantages: Float64Array.from(unit, (row) => standardized[row]!),
    }));
  });
  const columns = { ...sent.columns, weights: tf.tensor1d(weights) };
  const players = units.flatMap((own, player) => own.map(() => player));
  const whose = tf.tensor1d(players, 'int32');
  const seen = deviceMinibatch(rows, { ...sent, columns });
  const batch = withEarlier(parts, seen, average && tf.gather(average, whose));
  const { gradient } = lossGradient(agent, networks, layout, tf.gather(vector, whose), batch);
  return { gradients: gradient, counts: units.map(({ length }) => length) };
}

/**
 * The gradient on all of each player's roll-out, `[P, 1, n]`. In parts as large as minibatches, so that it takes no more memory
 * than one: each weighs as much as it has of the player's rows, those too that sit out an epoch. Advantages are standardised
 * over all of them. Call within `tf.tidy`.
 *
 * @param vector `[P, 1, n]`.
 */
export function wholeGradient(
  { parts, batches, sent, clipRanges, average }: WholeExperience,
  vector: tf.Tensor,
): tf.Tensor {
  const { agent, networks, layout } = parts;
  nowRecording()?.refuse('the gradient on a whole roll-out is asked for');
  const players = batches.map(({ buffer: { length }, advantages }, player) => {
    const share = Math.max(1, sent.shares[player]!);
    const standardized = agent.minibatchAdvantages(Float64Array.from(advantages.subarray(0, length)));
    return { length, share, standardized, start: sent.starts[player]! };
  });
  const weights = new Float32Array(sent.starts.at(-1)! + 1);
  for (const { length, share, start } of players) {
    for (let row = 0; row < length; row++) {
      const before = row - (row % share);
      weights[start + row] = 1 / Math.min(share, length - before);
    }
  }
  const columns = { ...sent.columns, weights: tf.tensor1d(weights) };
  const pieces = Math.max(...players.map(({ length, share }) => Math.ceil(length / share)));
  const weighed = Array.from({ length: pieces }, (_, part) =>
    tf.tidy(() => {
      const rows = players.map(({ length, share, standardized, start }, player): MemberRows => {
        const [from, to] = [part * share, Math.min(length, (part + 1) * share)];
        const places = Int32Array.from({ length: Math.max(0, to - from) }, (_, row) => start + from + row);
        const advantages = standardized.subarray(from, from + places.length);
        return { rows: places, advantages, clipRange: clipRanges[player] };
      });
      const seen = minibatchGroups(rows, layout.length, (own) => deviceMinibatch(own, { ...sent, columns }));
      const groups = seen.map(({ members, batch }) => ({
        members,
        batch: withEarlier(parts, batch, average && ofMembers(average, members, seen)),
      }));
      const { gradient } = lossGradients(agent, networks, layout, vector, groups);
      const counts = rows.map((own, player) => own.rows.length / Math.max(1, players[player]!.length));
      return tf.mul(gradient, tf.tensor3d(counts, [counts.length, 1, 1]));
    }),
  );
  return tf.addN(weighed);
}
