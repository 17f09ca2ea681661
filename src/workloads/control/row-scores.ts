import { errorScores } from '../../diagnostics/index.ts';
import type * as tf from '../../tensors/tf.ts';
import { readTogether } from '../../tensors/together.ts';
import type { DeviceExperience } from './device-experience.ts';
import type { LossParts } from './loss-oracles.ts';
import { deviceMinibatch } from './minibatch.ts';
import type { MinibatchGroup } from './minibatch-groups.ts';
import { scoreParts } from './sample-slopes.ts';

/**
 * How much there is to learn from each row of a minibatch, `[P, B]`: see `errorScores`. Call within `tf.tidy`.
 *
 * @param vector the policy, `[P, 1, n]`.
 */
export function minibatchScores(
  parts: LossParts,
  groups: readonly MinibatchGroup[],
  vector: tf.Tensor,
): tf.Tensor {
  const [whole] = scoreParts(parts, groups, Number.POSITIVE_INFINITY);
  return errorScores(whole!(vector));
}

/**
 * How much there is to learn from every row of a roll-out, by what comes back to the outputs of a policy without noise: see
 * `errorScores`. It sees the rows in order, as many at a time as a minibatch has.
 *
 * @param advantages of each member's rows, as the loss would see them in one minibatch. @param vector the policy, `[P, 1, n]`.
 * @returns member → row.
 */
export async function rowScores(
  parts: LossParts,
  experience: DeviceExperience,
  advantages: readonly Float64Array[],
  vector: tf.Tensor,
): Promise<Float64Array[]> {
  const { starts, shares } = experience;
  const scores = advantages.map(({ length }) => new Float64Array(length));
  const share = Math.max(1, ...shares);
  const longest = Math.max(...scores.map(({ length }) => length));
  for (let from = 0; from < longest; from += share) {
    const members = advantages.map((all, member) => {
      const own = all.slice(from, from + share);
      return { rows: Int32Array.from(own, (_, row) => starts[member]! + from + row), advantages: own };
    });
    const { found } = await readTogether(() => {
      const batch = deviceMinibatch(members, experience);
      const group = { members: members.map((_, member) => member), batch };
      return { found: minibatchScores(parts, [group], vector) };
    });
    const width = found!.length / members.length;
    for (const [member, { rows }] of members.entries()) {
      if (rows.length > 0)
        scores[member]!.set(found!.subarray(member * width, member * width + rows.length), from);
    }
  }
  return scores;
}
