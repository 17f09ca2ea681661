import type { GroupAdvantages, Groups } from './groups.ts';
import { weightedSum } from './trl.ts';

/**
 * Advantage decomposition (Xiao et al. 2025, BNPO, arXiv 2506.02864): an estimator on each of several rewards by itself,
 * and the average of what it makes of them.
 */
export function decomposed(
  estimator: (groups: Groups) => GroupAdvantages,
  rewards: readonly Groups[],
): GroupAdvantages {
  return weightedSum(
    rewards.map((reward) => estimator(reward)),
    rewards.map(() => 1 / rewards.length),
  );
}
