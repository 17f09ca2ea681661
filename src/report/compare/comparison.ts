import type { Interval } from '../../stats/index.ts';
import type { TaskWords } from '../../task-words.ts';
import type { FoundExperiment } from '../find-experiment.ts';
import type { SetBeside } from '../published/set-beside.ts';

/** What runs are compared by: columns of the views `run_scores`, `sampled_scores` and `curve_scores`. */
export const metrics = [
  'final_return',
  'last_100_return',
  'sampled_return',
  'best_return',
  'area_return',
  'success_rate',
  'steps_to_threshold',
  'seconds_to_threshold',
] as const;
export type Metric = (typeof metrics)[number];

/** `permutation` pairs the seeds where both optimizers ran the same ones; the other two never do. */
export const testNames = ['permutation', 'welch', 'mann-whitney'] as const;
export type TestName = (typeof testNames)[number];

export const corrections = ['holm', 'bh', 'none'] as const;
export type Correction = (typeof corrections)[number];

/** How bootstrap intervals are bounded: by quantiles, or by quantiles moved for bias and skewness. */
export const intervalMethods = ['percentile', 'bca'] as const;
export type IntervalMethod = (typeof intervalMethods)[number];

export interface CompareOptions {
  /** The id or title of an experiment (of several with the title, the newest). Default: the newest with ended runs. */
  readonly experiment?: number | string | undefined;
  /**
   * Labels as in the results, in any case; a learning rate may ride along: `ADAM(lr=0.001)`. Default: every optimizer
   * of the experiment.
   */
  readonly optimizers?: readonly string[] | undefined;
  /** Default `final_return`. */
  readonly metric?: Metric | undefined;
  /** Default `permutation`. */
  readonly test?: TestName | undefined;
  /** Default `holm`. */
  readonly correction?: Correction | undefined;
  /** Of bootstrap intervals; those of success rates are Wilson's. Default `percentile`. */
  readonly interval?: IntervalMethod | undefined;
}

/**
 * Optimizers of one experiment, or of several as one, held against each other. Plain data: `JSON.stringify` of it is what
 * `rl-bench compare --json` prints, with `undefined` left out.
 */
export interface Comparison {
  readonly experiment: FoundExperiment;
  readonly metric: Metric;
  /** Which end of the metric is the good one. */
  readonly better: 'higher' | 'lower';
  readonly correction: Correction;
  /** Of every interval. All are over seeds. */
  readonly level: number;
  /** How bootstrap intervals are bounded. */
  readonly interval: IntervalMethod;
  /** Over how many tests, pairs × tasks, the p-values are corrected. */
  readonly tests: number;
  /** One for each environment and agent, in the order in which they were planned. */
  readonly tasks: readonly TaskComparison[];
  /** Over all tasks that every optimizer has scores of; undefined of fewer than two such tasks. */
  readonly overall: Overall | undefined;
  /** What others published of these optimizers; undefined where the study says nothing of that. */
  readonly published: SetBeside | undefined;
  /** What a reader has to know, one sentence each. */
  readonly notes: readonly string[];
}

export interface TaskComparison {
  readonly env: string;
  readonly agent: string;
  /** What its score and its budget are called. */
  readonly words: TaskWords;
  readonly totalTimesteps: number;
  /** Null where steps are the budget. */
  readonly totalEpisodes: number | null;
  readonly rewardThreshold: number | null;
  /** Best first. */
  readonly optimizers: readonly ComparedOptimizer[];
  /** Every two optimizers, in the order of the optimizers: `a` stands before `b` there. */
  readonly pairs: readonly Pair[];
}

/** One optimizer at one setting on one task. */
export interface ComparedOptimizer {
  /** What it is called here: the label, with the learning rate where it was asked for by that. */
  readonly name: string;
  /** The label in the results, without the learning rate. */
  readonly optimizer: string;
  readonly learningRate: number | null;
  /** Where tuning chose more than the learning rate: the label that the chosen setting was tuned under. */
  readonly setting?: string | undefined;
  /** What that is beside the learning rate: `momentum=0.9`. */
  readonly beside?: string | undefined;
  /**
   * Why this rate, and what else was chosen: there is no other, it was asked for, it was best on tuning seeds, or it was best on the very seeds
   * that are compared.
   */
  readonly rateChosenBy: 'only' | 'asked' | 'tuning' | 'same seeds';
  /** How many settings it was chosen from, learning rates among them. */
  readonly rates: number;
  readonly seeds: number;
  /** How many of them diverged; they count with the worst score. */
  readonly diverged: number;
  /** How many finished with a score that is NaN or infinite; they count with the worst score. */
  readonly notFinite: number;
  /** How many got to the threshold; undefined where the metric is no time to it. */
  readonly reached: number | undefined;
  /** Over seeds. Of a time to the threshold, a run that never got there counts with the longest anybody trained. */
  readonly mean: number;
  /** Mean of the last evaluations with drawn actions, beside a final return; undefined where there are none. */
  readonly sampledMean: number | undefined;
  /** Of the mean, over seeds: bootstrap, of success rates Wilson's; undefined of fewer than three seeds. */
  readonly interval: Interval | undefined;
  /** What choosing the setting by other seeds would have given; undefined where there was nothing to choose, or it cannot be said. */
  readonly choice: RateChoice | undefined;
  /** One a seed, in the order of {@link seedList}; null where a time to the threshold never ended. */
  readonly scores: readonly (number | null)[];
  readonly seedList: readonly number[];
}

/** How firm the choice of a setting is, by a bootstrap in which it is made again in every resample. */
export interface RateChoice {
  /** In how large a share of the resamples each setting is chosen, in ascending order of learning rates; they add up to 1. */
  readonly rates: readonly {
    readonly learningRate: number | null;
    /** What else was to be chosen: `momentum=0.9`. */
    readonly beside?: string | undefined;
    readonly share: number;
  }[];
  /** By how many seeds it was chosen. */
  readonly tuningSeeds: number;
  /** Of the mean score, over tuning seeds and scoring seeds. */
  readonly interval: Interval | undefined;
}

/** Two optimizers of a task; `a` is the one with the better mean. */
export interface Pair {
  readonly env: string;
  readonly agent: string;
  readonly a: string;
  readonly b: string;
  readonly seedsA: number;
  readonly seedsB: number;
  /** True where both ran the same seeds and the test and the interval make use of it. */
  readonly paired: boolean;
  readonly effect: Effect;
  /** Probability that a run of `a` does better than a run of `b`, a tie counting half. */
  readonly probabilityOfImprovement: number;
  /** Cliff's δ: probability of better less probability of worse. */
  readonly cliffsDelta: number;
  /** The test by name: `paired sign-flip permutation test, exact`. Undefined with fewer than three seeds. */
  readonly test: string | undefined;
  /** Two-sided; undefined with fewer than three seeds. */
  readonly p: number | undefined;
  /** After correction over all tests of the comparison. */
  readonly pAdjusted: number | undefined;
  /** True if `pAdjusted` is at most 0.05. */
  readonly significant: boolean;
  /**
   * About how many seeds a study like this needs to show a difference as large as this one: 80 % power at 0.05 (divided
   * by the number of tests under Holm). Undefined with fewer than three seeds or where no difference was seen.
   */
  readonly seedsNeeded: number | undefined;
}

/**
 * How much better `a` is than `b`, with its interval over seeds (undefined with fewer than three): bootstrap, of success rates
 * Newcombe's, made of Wilson's.
 */
export interface Effect {
  /**
   * `difference` of the means, a − b. `reduction`: which share less time to the threshold `a` takes than `b`, 0.38 for
   * 38 % fewer.
   */
  readonly kind: 'difference' | 'reduction';
  readonly value: number;
  readonly interval: Interval | undefined;
  /** The same with the settings chosen anew in every resample, over tuning and scoring seeds; undefined as `choice` is. */
  readonly intervalWithChoice: Interval | undefined;
}

/** Over several tasks, on scores that are normalised task by task. */
export interface Overall {
  readonly tasks: readonly NormalizedTask[];
  /** Best interquartile mean first. */
  readonly optimizers: readonly OverallScores[];
  readonly pairs: readonly OverallPair[];
}

/** Where 0 and 1 lie. */
export interface NormalizedTask {
  readonly env: string;
  readonly agent: string;
  readonly zero: number;
  readonly one: number;
  /** In words: `0 is the untrained policy (22.1), 1 the threshold (475)`. */
  readonly scale: string;
}

export interface OverallScores {
  readonly name: string;
  readonly iqm: Estimate;
  readonly mean: Estimate;
  readonly median: Estimate;
  readonly optimalityGap: Estimate;
  /** Normalised, larger is better: a list for every task, with one score for every seed. */
  readonly scores: readonly (readonly number[])[];
}

export interface OverallPair {
  readonly a: string;
  readonly b: string;
  readonly probabilityOfImprovement: Estimate;
}

/** With its bootstrap interval over the seeds of each task; undefined where a task has fewer than three seeds. */
export interface Estimate {
  readonly value: number;
  readonly interval: Interval | undefined;
}
