import type { MetaPairRow } from '../results/index.ts';
import { type Ascent, adamAscent, centredRanks, decayed, estimatedGradient } from '../search/index.ts';
import type { NewMetaGeneration, SavedMetaState } from '../store/index.ts';
import { doublesOf, inBytes } from './doubles.ts';
import { afterTruncation, firstInnerRuns, type InnerRuns, type Tried } from './inner-runs.ts';
import type { MetaPlan } from './meta-plan.ts';

/** Where a meta-training stands between two generations. */
export interface MetaState extends Ascent {
  /** Generations that are over. */
  readonly generation: number;
  /** Of the next generation. */
  readonly sigma: number;
  readonly learningRate: number;
  /** The candidates' runs, where they go on from generation to generation. */
  readonly inner?: InnerRuns | undefined;
}

/** Below which sigma and the learning rate do not decay: the limits of es.py of hardmaru/estool. */
const limits = { sigma: 0.01, learningRate: 0.001 };

/** What Adam keeps of the squares of its gradients. */
const secondBeta = 0.999;

export function firstState(plan: MetaPlan): MetaState {
  const { theta, settings } = plan;
  const zeros = new Float64Array(theta.length);
  return {
    ...{ generation: 0, theta, momentum: zeros, secondMoment: zeros },
    sigma: settings.sigma,
    learningRate: settings.meta_lr,
    inner: firstInnerRuns(plan),
  };
}

/** The state after a generation. */
export function evolved(
  state: MetaState,
  tried: Tried,
  { settings }: Pick<MetaPlan, 'settings'>,
): { readonly state: MetaState; readonly gradient: Float64Array } {
  const { sigma, learningRate } = state;
  const generation = state.generation + 1;
  const { gradient, inner } =
    state.inner === undefined
      ? { gradient: estimatedGradient(tried.directions, centredRanks(tried.fitness), sigma) }
      : afterTruncation(state.inner, tried, sigma, generation, settings);
  const adam = { rate: learningRate, betas: [settings.meta_beta, secondBeta] as const };
  return {
    gradient,
    state: {
      ...adamAscent(state, gradient, generation, adam),
      generation,
      sigma: decayed(sigma, settings.sigma_decay, limits.sigma),
      learningRate: decayed(learningRate, settings.meta_lr_decay, limits.learningRate),
      inner,
    },
  };
}

/** A generation as the results file has it. */
export function generationRows(
  before: MetaState,
  { state, gradient }: ReturnType<typeof evolved>,
  fitness: readonly number[],
  wallS: number,
  { settings }: Pick<MetaPlan, 'settings'>,
): NewMetaGeneration {
  const inner = state.generation < settings.generations ? state.inner : undefined;
  const known = fitness.filter((value) => !Number.isNaN(value));
  const pairs = Array.from(
    { length: fitness.length / 2 },
    (_, pair): MetaPairRow => ({
      pair,
      truncation: before.inner ? before.inner.runs[pair]!.truncations + 1 : null,
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
    innerRuns: (inner?.runs ?? []).map(({ begun, truncations, perturbations }, pair) => ({
      ...{ pair, begun, truncations },
      perturbations: inBytes(perturbations),
    })),
    checkpoints: (inner?.checkpoints ?? []).flatMap((checkpoint, member) =>
      checkpoint === undefined ? [] : [{ member, state: checkpoint }],
    ),
  };
}

/** The state that a file keeps. */
export function savedState({ state, innerRuns, checkpoints }: SavedMetaState, plan: MetaPlan): MetaState {
  const { theta, momentum, secondMoment, ...numbers } = state;
  const none = firstInnerRuns(plan);
  const byMember = new Map(checkpoints.map((row) => [row.member, row.state]));
  return {
    ...numbers,
    theta: doublesOf(theta),
    momentum: doublesOf(momentum),
    secondMoment: doublesOf(secondMoment),
    inner: none && {
      runs: innerRuns.map(({ begun, truncations, perturbations }) => ({
        ...{ begun, truncations },
        perturbations: doublesOf(perturbations),
      })),
      checkpoints: none.checkpoints.map((_, member) => byMember.get(member)),
    },
  };
}
