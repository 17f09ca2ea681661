import { z } from 'zod';
import { defineSearch, type Normal, type Told } from './search-rule.ts';
import { type Ascent, adamAscent, decayed } from './strategy/adam-ascent.ts';
import { antithetic, normalVector } from './strategy/gaussian-candidates.ts';
import { areAlike, deviationOf, meanOf } from './strategy/moments.ts';
import { shapedFitness } from './strategy/shaped-fitness.ts';
import { adamBetas, population, shared } from './strategy/shared-settings.ts';

const settings = z
  .object({
    lr: z.number().positive().default(0.01).describe("learning rate of Adam; the reference's"),
    ...population(16),
    sigma: z.number().positive().default(0.1).describe('standard deviation of every number at the start'),
    sigma_alpha: z.number().nonnegative().default(0.2).describe('learning rate of the deviations'),
    sigma_max_change: z
      .number()
      .positive()
      .default(0.2)
      .describe('by what share of itself a deviation may change in a generation'),
    ...shared,
    lr_limit: z.number().nonnegative().default(0.01).describe('lr decays as long as it is above'),
    elite_ratio: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe('the mean moves to that of this share of the candidates, the best ones; 0: by Adam'),
    average_baseline: z
      .boolean()
      .default(true)
      .describe('compare with the mean over all candidates; false: with the mean itself, tried beside them'),
  })
  .refine((options) => options.population % 2 === (options.average_baseline ? 0 : 1), {
    path: ['population'],
    message:
      'must be even, for candidates come in pairs, and odd with average_baseline=false, where the mean is tried beside them',
  });

type Options = z.output<typeof settings>;

/** Where the search stands between two generations. */
interface State extends Ascent {
  /** Steps of Adam that were made. */
  readonly steps: number;
  /** Of every number. */
  readonly sigma: Float64Array;
  readonly lr: number;
}

/**
 * Parameter-exploring policy gradients: pairs of candidates around a mean, with a standard deviation of its own for every
 * number that is learned too. Nothing moves where all candidates are worth the same.
 *
 * State: the mean, both moments of Adam, the deviations, the learning rate and the count of steps.
 */
export const pgpe = defineSearch({
  name: 'PGPE',
  aliases: ['PEPG'],
  summary: 'evolution strategy that learns a standard deviation for every parameter as well',
  source: 'Sehnke et al. 2010 (Neural Networks 23); hardmaru/estool es.py PEPG at b095452',
  equation: [
    'x = m ± d, d = σξ           (of every pair of candidates)',
    'f = ranks from -½ to ½ - λ·mean(x²)',
    'm ← m + η·Adam(Σ (f₊ - f₋)d)',
    'σ ← σ + sigma_alpha·mean(((f₊ + f₋)/2 - b)(d² - σ²)/(2σ))  over the pairs,',
    '    by sigma_max_change·σ at most (b the mean of f)',
    'σ ← sigma_decay·σ where σ > sigma_limit, and η likewise',
  ],
  settings,
  memory: (length) => 4 * length + 2,
  create(options, length) {
    return {
      candidates: options.population,
      begin: (start): State => ({
        ...{ theta: start, momentum: new Float64Array(length), secondMoment: new Float64Array(length) },
        ...{ steps: 0, sigma: new Float64Array(length).fill(options.sigma), lr: options.lr },
      }),
      ask: (state, normal) => asked(state, normal, options),
      tell: (state, told) => afterwards(state, told, options),
      centre: ({ theta }) => theta,
      report: ({ sigma, lr }) => ({ sigma: meanOf([...sigma]), learning_rate: lr }),
    };
  },
});

function asked({ theta, sigma }: State, normal: Normal, options: Options): Float64Array[] {
  const pairs = Math.floor(options.population / 2);
  const drawn = Array.from({ length: pairs }, () =>
    normalVector(theta.length, normal).map((value, index) => value * sigma[index]!),
  );
  const pairwise = antithetic(drawn).map((step) => step.map((value, index) => theta[index]! + value));
  return options.average_baseline ? pairwise : [theta, ...pairwise];
}

function afterwards(state: State, { candidates, fitness }: Told, options: Options): State {
  const { theta, sigma, lr } = state;
  const decayedLr = decayed(lr, options.lr_decay, options.lr_limit);
  const settle = (deviations: Float64Array): Float64Array =>
    deviations.map((each) => decayed(each, options.sigma_decay, options.sigma_limit));
  if (areAlike(fitness)) return { ...state, sigma: settle(sigma), lr: decayedLr };
  const worth = shapedFitness(candidates, fitness, options);
  const [baseline, own, around] = options.average_baseline
    ? [meanOf(worth), worth, candidates]
    : [worth[0]!, worth.slice(1), candidates.slice(1)];
  const pairs = own.length / 2;
  const steps = around
    .slice(0, pairs)
    .map((candidate) => candidate.map((value, index) => value - theta[index]!));

  const change = new Float64Array(theta.length);
  for (const [pair, step] of steps.entries()) {
    const excess = (own[pair]! + own[pair + pairs]!) / 2 - baseline;
    for (let i = 0; i < change.length; i++) {
      change[i]! += (excess * (step[i]! ** 2 - sigma[i]! ** 2)) / sigma[i]!;
    }
  }
  // Ranks have a scale of their own.
  const scale = 2 * pairs * (options.rank_fitness ? 1 : deviationOf(own));
  const deviations = sigma.map((value, index) => {
    const wanted = scale === 0 ? 0 : (options.sigma_alpha * change[index]!) / scale;
    const most = options.sigma_max_change * value;
    return value + Math.max(-most, Math.min(most, wanted));
  });
  return { ...movedMean(state, own, steps, around, options), sigma: settle(deviations), lr: decayedLr };
}

/** @param worth of the pairs: those on the one side, then those on the other. @param steps from the mean to the first ones. */
function movedMean(
  state: State,
  worth: readonly number[],
  steps: readonly Float64Array[],
  candidates: readonly Float64Array[],
  { elite_ratio }: Options,
): Ascent & Pick<State, 'steps'> {
  const { theta, lr } = state;
  if (elite_ratio > 0) {
    const count = Math.max(1, Math.floor(worth.length * elite_ratio));
    const best = [...worth.keys()].sort((a, b) => worth[b]! - worth[a]! || b - a).slice(0, count);
    return {
      ...state,
      theta: theta.map(
        (value, index) => value + meanOf(best.map((each) => candidates[each]![index]! - value)),
      ),
    };
  }
  const gradient = new Float64Array(theta.length);
  for (const [pair, step] of steps.entries()) {
    const difference = worth[pair]! - worth[pair + steps.length]!;
    for (let i = 0; i < gradient.length; i++) gradient[i]! += difference * step[i]!;
  }
  const count = state.steps + 1;
  return { ...adamAscent(state, gradient, count, { rate: lr, betas: adamBetas }), steps: count };
}
