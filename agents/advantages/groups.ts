import { mean, standardDeviation } from '../../src/stats/index.ts';

/** Scores by group, one a sample: for control tasks, the outcomes of episodes that began alike. */
export type Groups = readonly (readonly number[])[];

/** A number for every score, in the same places. */
export type GroupAdvantages = number[][];

/** Means of the scores of each group; groups must not be empty. */
export function groupMeans(groups: Groups): number[] {
  return groups.map((group) => mean(group)!);
}

/** Sample standard deviation (n - 1); 0 of a single value. */
export function deviation(values: readonly number[]): number {
  return standardDeviation(values) ?? 0;
}

/** The scores less their group's mean. */
export function centered(groups: Groups): GroupAdvantages {
  const means = groupMeans(groups);
  return groups.map((group, index) => group.map((score) => score - means[index]!));
}

/** (x − mean) / (std + eps) over all groups at once, with n − 1. */
export function whitened(groups: Groups, eps: number): GroupAdvantages {
  const all = groups.flat();
  const center = mean(all)!;
  const scale = deviation(all) + eps;
  return groups.map((group) => group.map((value) => (value - center) / scale));
}
