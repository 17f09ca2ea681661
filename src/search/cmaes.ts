import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { fullCovariance } from './cma/full-covariance.ts';
import { adapted, type CmaState, sampled } from './cma/generation.ts';
import { separableCovariance } from './cma/separable-covariance.ts';
import { defineSearch } from './search-rule.ts';

const settings = z.object({
  sigma: z.number().positive().default(0.5).describe('step size at the start: deviation of the candidates'),
  population: z
    .int()
    .min(4)
    .max(100_000)
    .nullable()
    .default(null)
    .describe('candidates of a generation; none: 4 + ⌊3·ln n⌋ for n parameters'),
  variant: z
    .enum(['full', 'separable'])
    .default('full')
    .describe(
      'full: a covariance for every two parameters, for at most 200 of them; separable: variances alone',
    ),
});

/** A matrix is decomposed in every generation, in time that grows with the cube of this. */
const mostParameters = 200;

/**
 * The covariance matrix adaptation evolution strategy: candidates from a normal distribution whose mean, step size and
 * covariance are learned from their order alone.
 *
 * State: the mean, both evolution paths, the covariance, σ and the count of generations.
 */
export const cmaes = defineSearch({
  name: 'CMAES',
  aliases: ['CMA-ES', 'CMA'],
  summary: 'evolution strategy that adapts step size and covariance of its candidates',
  source: 'Hansen 2016 (arXiv 1604.00772); CyberAgentAILab/cmaes _cma.py and _sepcma.py at d4d96d9',
  equation: [
    'x = m + σC^½ξ; y = (x - m)/σ, the best first; z = Σ w·y over the better half',
    'm ← m + σz',
    'p ← (1 - a)p + √(a(2 - a)N)·C^-½z',
    'σ ← σ·exp(a/d·(‖p‖/E‖ξ‖ - 1))',
    'q ← (1 - b)q + h√(b(2 - b)N)·z  (h is 0 while p is long, else 1)',
    'C ← (1 + k(1 - h)b(2 - b) - k - lΣw)C + kqqᵀ + lΣ w·yyᵀ',
    'w, N, a, b, d, k, l follow from the numbers of parameters and candidates',
  ],
  settings,
  reach: 'sigma',
  memory: (length, { variant }) => 3 * length + (variant === 'full' ? length ** 2 : length) + 2,
  create(options, length) {
    if (options.variant === 'full' && length > mostParameters) {
      throw new UsageError(
        `CMAES searches among ${mostParameters} parameters at most, given ${length}; take a smaller network, as mlp(sizes=[]), or CMAES(variant=separable)`,
      );
    }
    const candidates = options.population ?? 4 + Math.floor(3 * Math.log(length));
    const covariance =
      options.variant === 'full'
        ? fullCovariance(length, candidates)
        : separableCovariance(length, candidates);
    return {
      candidates,
      begin: (start): CmaState => ({
        ...{ mean: start, sigma: options.sigma, generation: 0, covariance: covariance.identity() },
        ...{ stepPath: new Float64Array(length), covariancePath: new Float64Array(length) },
      }),
      ask: (state, normal) => sampled(state, covariance, normal),
      tell: (state, told) => adapted(state, told, covariance),
      centre: ({ mean }) => mean,
      report: ({ sigma }) => ({ sigma }),
    };
  },
});
