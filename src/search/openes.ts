import { z } from 'zod';
import { defineSearch } from './search-rule.ts';
import { type Ascent, adamAscent, decayed } from './strategy/adam-ascent.ts';
import { estimatedGradient } from './strategy/estimated-gradient.ts';
import { antithetic, moved, normalVector, stepsBetween } from './strategy/gaussian-candidates.ts';
import { areAlike, standardized } from './strategy/moments.ts';
import { shapedFitness } from './strategy/shaped-fitness.ts';
import { adamBetas, population, shared } from './strategy/shared-settings.ts';

const settings = z
  .object({
    lr: z.number().positive().default(0.01).describe("learning rate of Adam; the reference's"),
    ...population(16),
    antithetic: z.boolean().default(true).describe('candidates in pairs on opposite sides of the mean'),
    sigma: z.number().positive().default(0.1).describe('standard deviation of the first candidates'),
    ...shared,
    lr_limit: z.number().nonnegative().default(0.001).describe('lr decays as long as it is above'),
  })
  .refine((options) => !options.antithetic || options.population % 2 === 0, {
    path: ['population'],
    message: 'must be even, for candidates come in pairs; or say antithetic=false',
  });

/** Where an evolution strategy stands between two generations. */
interface State extends Ascent {
  /** Generations that are over. */
  readonly generation: number;
  readonly sigma: number;
  readonly lr: number;
}

/**
 * An evolution strategy: the gradient of the expected fitness, estimated from candidates around the mean, and a step of Adam
 * uphill. Nothing moves where all candidates are worth the same.
 *
 * State: the mean, both moments of Adam, σ, the learning rate and the count of generations.
 */
export const openes = defineSearch({
  name: 'OPENES',
  aliases: ['OpenAI-ES', 'OpenES', 'evolution-strategy'],
  summary: 'evolution strategy: Adam along a gradient estimated from candidates around the mean',
  source: 'Salimans et al. 2017 (arXiv 1703.03864); hardmaru/estool es.py OpenES at b095452',
  equation: [
    'x = m + σd, d = ±ξ          (of every candidate, in pairs of both signs)',
    'f = ranks from -½ to ½ - λ·mean(x²), standardised over the candidates',
    'm ← m + η·Adam(Σ f·d/(Nσ)) of N candidates',
    'σ ← sigma_decay·σ where σ > sigma_limit, and η likewise',
  ],
  settings,
  memory: (length) => 3 * length + 3,
  create(options, length) {
    return {
      candidates: options.population,
      begin: (start): State => ({
        ...{ theta: start, momentum: new Float64Array(length), secondMoment: new Float64Array(length) },
        ...{ generation: 0, sigma: options.sigma, lr: options.lr },
      }),
      ask({ theta, sigma }, normal) {
        const count = options.antithetic ? options.population / 2 : options.population;
        const drawn = Array.from({ length: count }, () => normalVector(length, normal));
        const directions = options.antithetic ? antithetic(drawn) : drawn;
        return directions.map((direction) => moved(theta, direction, sigma));
      },
      tell(state, { candidates, fitness }) {
        const { theta, sigma, lr } = state;
        const after = {
          generation: state.generation + 1,
          sigma: decayed(sigma, options.sigma_decay, options.sigma_limit),
          lr: decayed(lr, options.lr_decay, options.lr_limit),
        };
        const worth = standardized(shapedFitness(candidates, fitness, options));
        // Neither the penalty alone nor momentum is a reason to move where nothing is better than anything else.
        if (areAlike(fitness) || areAlike(worth)) return { ...state, ...after };
        const directions = candidates.map((candidate) => stepsBetween(theta, candidate, sigma));
        const gradient = estimatedGradient(directions, worth, sigma);
        return {
          ...adamAscent(state, gradient, after.generation, { rate: lr, betas: adamBetas }),
          ...after,
        };
      },
      centre: ({ theta }) => theta,
      report: ({ sigma, lr }) => ({ sigma, learning_rate: lr }),
    };
  },
});
