import { bootstrapInterval, mean, quantile } from '../stats/index.ts';
import type { RunScore } from '../store/index.ts';
import { chosenWords } from './settings-of-runs.ts';

/** What the seeds of one optimizer at one learning rate amount to. Only runs that came to an end are in it. */
export interface SeedScores {
  readonly optimizer: string;
  /** What tuning chose beside the learning rate: `momentum=0.9`; undefined where it did not. */
  readonly chosen: string | undefined;
  readonly learningRate: number | null;
  readonly seeds: number;
  readonly diverged: number;
  /** Finished runs whose last evaluation is no finite number; they count with the worst score of the experiment. */
  readonly notFinite: number;
  /** Mean of the final returns; undefined where nothing was evaluated. */
  readonly finalMean: number | undefined;
  /** Mean of the last evaluations with drawn actions; undefined where none was asked for. */
  readonly sampledMean: number | undefined;
  /** 95 % bootstrap interval of that mean over seeds; undefined of fewer than three. */
  readonly interval: readonly [low: number, high: number] | undefined;
  /** Mean return of the last 100 training episodes; undefined where no episode has ended. */
  readonly last100Mean: number | undefined;
  /** 95 % bootstrap interval of that mean over seeds; undefined of fewer than three. */
  readonly last100Interval: readonly [low: number, high: number] | undefined;
  /** Mean share of successful evaluation episodes; undefined where the environment knows no success. */
  readonly successRate: number | undefined;
  /** How many seeds reached the threshold. */
  readonly reached: number;
  /** Medians over the seeds that reached the threshold; undefined if none did. */
  readonly stepsToThreshold: number | undefined;
  readonly secondsToThreshold: number | undefined;
}

/** Sums up runs that differ in nothing but the seed. */
export function seedScores(runs: readonly RunScore[]): SeedScores {
  const { optimizer, learningRate } = runs[0]!;
  const values = (score: (run: RunScore) => number | null) =>
    runs.map(score).filter((value) => value !== null);
  const finals = values(({ finalReturn }) => finalReturn);
  const last100 = values(({ last100Return }) => last100Return);
  const steps = values(({ stepsToThreshold }) => stepsToThreshold);
  return {
    optimizer,
    chosen: chosenWords(runs[0]!),
    learningRate,
    seeds: runs.length,
    diverged: runs.filter(({ status }) => status === 'diverged').length,
    notFinite: runs.filter(({ finalNotFinite }) => finalNotFinite === 1).length,
    finalMean: mean(finals),
    sampledMean: mean(values(({ sampledReturn }) => sampledReturn)),
    interval: bootstrapInterval(finals, mean),
    last100Mean: mean(last100),
    last100Interval: bootstrapInterval(last100, mean),
    successRate: mean(values(({ successRate }) => successRate)),
    reached: steps.length,
    stepsToThreshold: quantile(steps, 0.5),
    secondsToThreshold: quantile(
      values(({ secondsToThreshold }) => secondsToThreshold),
      0.5,
    ),
  };
}
