import { deviation, type GroupAdvantages, type Groups, groupMeans } from './groups.ts';

/**
 * Group-relative advantages (Shao et al. 2024, DeepSeekMath, arXiv 2402.03300), as verl computes them:
 * (s − mean) / (std + eps) within each group, std with n − 1. A group of one has nothing to compare with and keeps its
 * raw score: mean 0 and std 1 by fiat. Equal scores give 0.
 */
export function grpo(groups: Groups, eps = 1e-6): GroupAdvantages {
  const means = groupMeans(groups);
  return groups.map((group, index) => {
    const [center, scale] = group.length === 1 ? [0, 1] : [means[index]!, deviation(group)];
    return group.map((score) => (score - center) / (scale + eps));
  });
}

/**
 * Dr. GRPO (Liu et al. 2025, arXiv 2503.20783): GRPO without the division by the standard deviation, which favours
 * groups that are nearly solved or nearly hopeless. A group of one keeps its raw score.
 */
export function drGrpo(groups: Groups): GroupAdvantages {
  const means = groupMeans(groups);
  return groups.map((group, index) =>
    group.length === 1 ? [...group] : group.map((score) => score - means[index]!),
  );
}
