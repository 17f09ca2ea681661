import { z } from 'zod';
import { defineSearch, type Normal, type Told } from './search-rule.ts';
import { consensus } from './strategy/consensus.ts';
import { moved, normalVector } from './strategy/gaussian-candidates.ts';
import { meanOf } from './strategy/moments.ts';
import { movedParticles } from './strategy/move-particles.ts';
import { population } from './strategy/shared-settings.ts';

const settings = z.object({
  spread: z.number().positive().default(0.5).describe('standard deviation of the particles at the start'),
  ...population(16),
  alpha: z
    .number()
    .positive()
    .default(40)
    .describe('how much more the better particles weigh: by exp(alpha · difference in return)'),
  lambda: z.number().positive().default(1).describe('λ: the drift to the consensus'),
  sigma: z
    .number()
    .nonnegative()
    .default(Math.sqrt(1.6))
    .describe('noise, as a share of the distance from the consensus; the default is √1.6'),
  dt: z.number().positive().default(0.01).describe('time of a generation'),
  anisotropic: z
    .boolean()
    .default(true)
    .describe('noise by the distance in every parameter; false: by the Euclidean distance'),
  stir: z.boolean().default(true).describe('add noise to all particles where the consensus has come to rest'),
  cooling: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe(
      'generations of an epoch e, after which σ × log₂(e + 1)/log₂(e + 2) and α × 2; none: as they are',
    ),
});

type Options = z.output<typeof settings>;

interface State {
  readonly particles: readonly Float64Array[];
  /** The consensus of the generation before; of the first the place where it began. */
  readonly centre: Float64Array;
  readonly sigma: number;
  readonly alpha: number;
  /** Generations that are over. */
  readonly generation: number;
}

/** A consensus that moves by less in every number has come to rest, as in the reference where it trains networks. */
const rest = 1e-5;

/**
 * Consensus-based optimization: particles drift to their consensus, and scatter by how far they are from it. The consensus
 * is what is evaluated.
 *
 * State: the particles, the consensus, σ, α and the count of generations.
 */
export const cbo = defineSearch({
  name: 'CBO',
  aliases: ['consensus-based-optimization'],
  summary:
    'consensus-based optimization: particles drift to their weighted mean and scatter by their distance',
  source:
    'Pinnau et al. 2017 (arXiv 1604.05648); KonstantinRiedl/CBOGlobalConvergenceAnalysis CBO_update.m at b6cc87e',
  equation: [
    'v = Σ w·x/Σ w, w = exp(alpha·(R - max R))  (R the mean return of particle x)',
    'x ← x - lambda·dt·(x - v)',
    'x ← x + sigma·√dt·|x - v|ξ',
    'x ← x + sigma·√dt·ξ where v has moved by less than 1e-5 (stir)',
  ],
  settings,
  reach: 'sigma',
  memory: (length, options) => (options.population + 1) * length + 3,
  create(options, length) {
    return {
      candidates: options.population,
      begin: (start, normal): State => ({
        particles: Array.from({ length: options.population }, () =>
          moved(start, normalVector(length, normal), options.spread),
        ),
        ...{ centre: start, sigma: options.sigma, alpha: options.alpha, generation: 0 },
      }),
      ask: ({ particles }) => [...particles],
      tell: (state, told, normal) => afterwards(state, told, normal, options),
      centre: ({ centre }) => centre,
      report: ({ particles, centre, sigma, alpha }) => ({
        ...{ sigma, alpha },
        spread: meanOf(particles.map((each) => Math.hypot(...each.map((value, i) => value - centre[i]!)))),
      }),
    };
  },
});

function afterwards(
  { particles, centre, sigma, alpha, ...state }: State,
  { fitness }: Told,
  normal: Normal,
  { lambda, dt, anisotropic, stir, cooling }: Options,
): State {
  const generation = state.generation + 1;
  const length = centre.length;
  const next = consensus(
    particles,
    fitness.map((value) => -value),
    alpha,
  );
  const noise = particles.map(() => normalVector(length, normal));
  const drifted = movedParticles(particles, next, noise, { lambda, sigma, dt, anisotropic });
  const isAtRest = stir && generation > 1 && next.every((value, i) => Math.abs(value - centre[i]!) < rest);
  const stirred = isAtRest
    ? drifted.map((each) => moved(each, normalVector(length, normal), sigma * Math.sqrt(dt)))
    : drifted;
  const cooled =
    cooling !== null && generation % cooling === 0
      ? cooledBy(generation / cooling, { sigma, alpha })
      : { sigma, alpha };
  return { particles: stirred, centre: next, generation, ...cooled };
}

/** σ and α after an epoch. @param epoch that is over: 1, 2, … */
export function cooledBy(
  epoch: number,
  { sigma, alpha }: { readonly sigma: number; readonly alpha: number },
): { sigma: number; alpha: number } {
  return { sigma: (sigma * Math.log2(epoch + 1)) / Math.log2(epoch + 2), alpha: 2 * alpha };
}
