import { centered, deviation, type GroupAdvantages, type Groups, whitened } from './groups.ts';
import { rloo } from './rloo.ts';

/** TRL adds this to every deviation it divides by. */
const eps = 1e-4;

/**
 * GRPO as TRL's GRPOTrainer computes it: (s − mean of the group) / (std + 1e-4), with the deviation of the group or of
 * the whole batch. A group of one gets 0.
 */
export function trlGrpo(groups: Groups, scale: 'group' | 'batch'): GroupAdvantages {
  const batch = deviation(groups.flat());
  return centered(groups).map((group, index) => {
    const divisor = (scale === 'batch' ? batch : deviation(groups[index]!)) + eps;
    return group.map((value) => value / divisor);
  });
}

/**
 * RLOO as TRL's RLOOTrainer computes it: leave-one-out, a group of one gets 0.
 *
 * @param normalize whiten the advantages over the batch afterwards.
 */
export function trlRloo(groups: Groups, normalize: boolean): GroupAdvantages {
  const advantages = rloo(groups).map((group) => (group.length === 1 ? [0] : group));
  return normalize ? whitened(advantages, eps) : advantages;
}

/** Several rewards of the same samples become one: their weighted sum. */
export function weightedSum(rewards: readonly Groups[], weights: readonly number[]): GroupAdvantages {
  return rewards[0]!.map((group, index) =>
    group.map((_, sample) =>
      rewards.reduce((sum, reward, k) => sum + weights[k]! * reward[index]![sample]!, 0),
    ),
  );
}

/** TRL's `sum_then_normalize`: GRPO on the weighted sum of the rewards. */
export function sumThenNormalize(rewards: readonly Groups[], weights: readonly number[]): GroupAdvantages {
  return trlGrpo(weightedSum(rewards, weights), 'group');
}

/**
 * TRL's `normalize_then_sum` (GDPO): GRPO on each reward by itself, so that a rare reward is heard beside a frequent one,
 * their weighted sum whitened over the batch.
 */
export function normalizeThenSum(rewards: readonly Groups[], weights: readonly number[]): GroupAdvantages {
  return whitened(
    weightedSum(
      rewards.map((reward) => trlGrpo(reward, 'group')),
      weights,
    ),
    eps,
  );
}
