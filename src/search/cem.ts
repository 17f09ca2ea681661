import { z } from 'zod';
import { defineSearch } from './search-rule.ts';
import { bestFirst } from './strategy/best-first.ts';
import { normalVector } from './strategy/gaussian-candidates.ts';
import { meanOf } from './strategy/moments.ts';
import { population } from './strategy/shared-settings.ts';

const settings = z
  .object({
    sigma: z.number().positive().default(0.5).describe('standard deviation of every number at the start'),
    ...population(16),
    elites: z.int().positive().default(4).describe('best candidates that the next generation goes by'),
    smoothing: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe('what mean and variance keep of themselves in a generation'),
    extra_variance: z
      .number()
      .nonnegative()
      .default(0.03)
      .describe('added to the variance of the elites, so that it does not vanish before the search is over'),
  })
  .refine(({ elites, population: all }) => elites <= all, {
    path: ['elites'],
    message: 'are some of the candidates; take a larger population or fewer elites',
  });

interface State {
  readonly mean: Float64Array;
  readonly std: Float64Array;
}

/**
 * The cross-entropy method: candidates from independent normal distributions, which are fitted to the best of them.
 *
 * State: mean and standard deviation of every number.
 */
export const cem = defineSearch({
  name: 'CEM',
  aliases: ['cross-entropy'],
  summary: 'cross-entropy method: normal distributions fitted to the best candidates',
  source: 'Rubinstein 1999; noise that keeps the variance: Szita & Lőrincz 2006 (Neural Computation 18)',
  equation: [
    'x = m + sξ                  (of every candidate)',
    'm ← (1 - smoothing)·mean of the elites + smoothing·m',
    's² ← (1 - smoothing)·variance of the elites + smoothing·s² + extra_variance',
  ],
  settings,
  reach: 'sigma',
  memory: (length) => 2 * length,
  create(options, length) {
    const { smoothing } = options;
    const blended = (old: number, now: number): number => (1 - smoothing) * now + smoothing * old;
    return {
      candidates: options.population,
      begin: (start): State => ({ mean: start, std: new Float64Array(length).fill(options.sigma) }),
      ask: ({ mean, std }, normal) =>
        Array.from({ length: options.population }, () =>
          normalVector(length, normal).map((value, index) => mean[index]! + std[index]! * value),
        ),
      tell({ mean, std }, { candidates, fitness }) {
        const elites = bestFirst(fitness)
          .slice(0, options.elites)
          .map((index) => candidates[index]!);
        const means = mean.map((_, index) => meanOf(elites.map((elite) => elite[index]!)));
        return {
          mean: mean.map((value, index) => blended(value, means[index]!)),
          std: std.map((value, index) => {
            const variance = meanOf(elites.map((elite) => (elite[index]! - means[index]!) ** 2));
            return Math.sqrt(blended(value ** 2, variance) + options.extra_variance);
          }),
        };
      },
      centre: ({ mean }) => mean,
      report: ({ std }) => ({ sigma: meanOf([...std]) }),
    };
  },
});
