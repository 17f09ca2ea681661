import type { MetaPairRow, MetaStateRow } from '../results/index.ts';
import { type Ascent, adamAscent, centredRanks, decayed, estimatedGradient } from '../search/index.ts';
import type { NewMetaGeneration } from '../store/index.ts';
import { doublesOf, inBytes } from './doubles.ts';
import type { MetaPlan } from './meta-plan.ts';

/** Where a meta-training stands between two generations. */
export interface MetaState extends Ascent {
  /** Generations that are over. */
  readonly generation: number;
  /** Of the next generation. */
  readonly sigma: number;
  readonly learningRate: number;
}

/** Below which sigma and the learning rate do not decay: the limits of es.py of hardmaru/estool. */
const limits = { sigma: 0.01, learningRate: 0.001 };

/** What Adam keeps of the squares of its gradients. */
const secondBeta = 0.999;

export function firstState({ theta, settings }: MetaPlan): MetaState {
  const zeros = new Float64Array(theta.length);
  return {
    ...{ generation: 0, theta, momentum: zeros, secondMoment: zeros },
    sigma: settings.sigma,
    learningRate: settings.meta_lr,
  };
}

/**
 * The state after a generation.
 *
 * @param directions of its candidates. @param fitness of each; NaN is the worst.
 */
export function evolved(
  state: MetaState,
  directions: readonly Float64Array[],
  fitness: readonly number[],
  { settings }: Pick<MetaPlan, 'settings'>,
): { readonly state: MetaState; readonly gradient: Float64Array } {
  const { sigma, learningRate } = state;
  const generation = state.generation + 1;
  const gradient = estimatedGradient(directions, centredRanks(fitness), sigma);
  const adam = { rate: learningRate, betas: [settings.meta_beta, secondBeta] as const };
  return {
    gradient,
    state: {
      ...adamAscent(state, gradient, generation, adam),
      generation,
      sigma: decayed(sigma, settings.sigma_decay, limits.sigma),
      learningRate: decayed(learningRate, settings.meta_lr_decay, limits.learningRate),
    },
  };
}

/** A generation as the results file has it. */
export function generationRows(
  before: MetaState,
  { state, gradient }: ReturnType<typeof evolved>,
  fitness: readonly number[],
  wallS: number,
): NewMetaGeneration {
  const known = fitness.filter((value) => !Number.isNaN(value));
  const pairs = Array.from(
    { length: fitness.length / 2 },
    (_, pair): MetaPairRow => ({
      pair,
      plusFitness: fitness[2 * pair]!,
      minusFitness: fitness[2 * pair + 1]!,
    }),
  );
  return {
    generation: {
      generation: state.generation,
      meanFitness: known.reduce((sum, each) => sum + each, 0) / known.length,
      bestFitness: Math.max(...known),
      diverged: fitness.length - known.length,
      sigma: before.sigma,
      learningRate: before.learningRate,
      thetaNorm: Math.hypot(...state.theta),
      gradientNorm: Math.hypot(...gradient),
      wallS,
    },
    pairs,
    state: {
      generation: state.generation,
      theta: inBytes(state.theta),
      momentum: inBytes(state.momentum),
      secondMoment: inBytes(state.secondMoment),
      sigma: state.sigma,
      learningRate: state.learningRate,
    },
  };
}

/** The state that a file keeps. */
export function savedState({ theta, momentum, secondMoment, ...numbers }: MetaStateRow): MetaState {
  return {
    ...numbers,
    theta: doublesOf(theta),
    momentum: doublesOf(momentum),
    secondMoment: doublesOf(secondMoment),
  };
}
