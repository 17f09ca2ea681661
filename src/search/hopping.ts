import { z } from 'zod';
import { defineSearch } from './search-rule.ts';
import { consensus } from './strategy/consensus.ts';
import { moved, normalVector } from './strategy/gaussian-candidates.ts';
import { population } from './strategy/shared-settings.ts';

const settings = z.object({
  sigma: z.number().positive().default(0.3).describe('standard deviation of the candidates'),
  ...population(16),
  alpha: z
    .number()
    .positive()
    .default(40)
    .describe('how much more the better candidates weigh: by exp(alpha · difference in return)'),
  scheduled: z.boolean().default(true).describe('sigma × 0.98 after every 100 generations'),
});

interface State {
  readonly at: Float64Array;
  readonly sigma: number;
  /** Generations that are over. */
  readonly generation: number;
}

/** How far candidates reach by and by, as in the reference. */
const cooling = { every: 100, factor: 0.98 };

/**
 * Consensus hopping: candidates around a point, which moves to their consensus. It is an implicit gradient step of length
 * ασ² on average, with many candidates.
 *
 * State: the point, σ and the count of generations.
 */
export const hopping = defineSearch({
  name: 'HOPPING',
  aliases: ['consensus-hopping'],
  summary: 'consensus hopping: moves to the mean of candidates around it, weighted by their returns',
  source:
    'Riedl et al. 2023 (arXiv 2306.09778); KonstantinRiedl/CBOGlobalConvergenceAnalysis CH.m at b6cc87e',
  equation: [
    'x = v + σξ                  (of every candidate)',
    'v ← Σ w·x/Σ w, w = exp(alpha·(R - max R))  (R its mean return)',
  ],
  settings,
  reach: 'sigma',
  memory: (length) => length + 2,
  create(options, length) {
    return {
      candidates: options.population,
      begin: (start): State => ({ at: start, sigma: options.sigma, generation: 0 }),
      ask: ({ at, sigma }, normal) =>
        Array.from({ length: options.population }, () => moved(at, normalVector(length, normal), sigma)),
      tell({ sigma, ...state }, { candidates, fitness }) {
        const generation = state.generation + 1;
        const isCooled = options.scheduled && generation % cooling.every === 0;
        const energies = fitness.map((value) => -value);
        return {
          at: consensus(candidates, energies, options.alpha),
          sigma: isCooled ? sigma * cooling.factor : sigma,
          generation,
        };
      },
      centre: ({ at }) => at,
      report: ({ sigma }) => ({ sigma }),
    };
  },
});
