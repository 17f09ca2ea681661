import { mean } from '../../src/stats/index.ts';
import { deviation, type GroupAdvantages, type Groups, groupMeans } from './groups.ts';
import { betaDensity } from './log-beta.ts';

/** The Beta distribution by which BNPO normalises, fitted to the groups' success rates. */
export interface BetaNormalizer {
  readonly alpha: number;
  readonly beta: number;
}

/** The reference's bound of a weight, reached where the density is 0. */
const maxWeight = 1e6;

/**
 * The normaliser of a batch: the Beta distribution with mean and variance of the success rates, a third of whose
 * parameters is added to 1, which minimises the variance of the gradient (Xiao et al. 2025, section 4.2). alpha = beta = 1
 * is the uniform density, where BNPO is REINFORCE with the group's mean for a baseline.
 *
 * Rates that do not differ, and a single group, have no spread to fit: they get the uniform density. (The reference
 * divides by zero for the former.)
 *
 * @param rates success rate of every group, 0 … 1.
 */
export function betaNormalizer(rates: readonly number[]): BetaNormalizer {
  const center = mean(rates)!;
  const variance = deviation(rates) ** 2;
  // Rates that are equal but for rounding are equal.
  if (variance <= 1e-30) return { alpha: 1, beta: 1 };
  const concentration = (center * (1 - center)) / variance - 1;
  return {
    alpha: Math.max(1, 1 + (concentration * center) / 3),
    beta: Math.max(1, 1 + (concentration * (1 - center)) / 3),
  };
}

/**
 * Beta-normalised advantages (Xiao et al. 2025, BNPO, arXiv 2506.02864): (s − p) / f(p; alpha, beta), where p is the success
 * rate of the group and f the density of {@link betaNormalizer}. Groups without a failure or without a success get 0.
 * A group of one has no rate of its own to compare with: p is 0 by fiat, as in the reference.
 *
 * @param groups scores within 0 … 1; see {@link unitInterval} for others.
 */
export function bnpo(groups: Groups, normalizer = betaNormalizer(successRates(groups))): GroupAdvantages {
  const rates = successRates(groups);
  return groups.map((group, index) => {
    const rate = rates[index]!;
    const weight = Math.min(maxWeight, 1 / betaDensity(rate, normalizer.alpha, normalizer.beta));
    return group.map((score) => weight * (score - rate));
  });
}

/** The mean of each group; 0 of a single sample. */
export function successRates(groups: Groups): number[] {
  return groupMeans(groups).map((rate, index) => (groups[index]!.length === 1 ? 0 : rate));
}

/** Scores mapped to 0 … 1, the lowest of the batch to 0 and the highest to 1; those that lie there already stay. */
export function unitInterval(groups: Groups): GroupAdvantages {
  const all = groups.flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (low >= 0 && high <= 1) return groups.map((group) => [...group]);
  if (low === high) return groups.map((group) => group.map(() => 0));
  return groups.map((group) => group.map((score) => (score - low) / (high - low)));
}
