import { type GroupAdvantages, type Groups, groupMeans } from './groups.ts';

/**
 * REINFORCE leave-one-out (Kool et al. 2019; Ahmadian et al. 2024, arXiv 2402.14740): each score less the mean of the
 * others in its group, (s − mean) · n / (n − 1). A group of one keeps its raw score, as in verl.
 */
export function rloo(groups: Groups): GroupAdvantages {
  const means = groupMeans(groups);
  return groups.map((group, index) => {
    const count = group.length;
    return group.map((score) => (count === 1 ? score : ((score - means[index]!) * count) / (count - 1)));
  });
}
