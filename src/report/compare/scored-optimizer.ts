import { groupBy } from '../../group-by.ts';
import { mean } from '../../stats/index.ts';
import type { RunScore, TunedRate } from '../../store/index.ts';
import { chosenWords, optimizerOf } from '../settings-of-runs.ts';
import type { ComparedOptimizer, IntervalMethod } from './comparison.ts';
import { type Measure, meanInterval } from './metric.ts';
import type { WantedOptimizer } from './optimizer-names.ts';
import { rateChoice, type SettingsToChoose, settingsToChoose, type TuningCriterion } from './rate-choice.ts';

/** An optimizer with its scores made ready for computing. */
export interface ScoredOptimizer {
  readonly optimizer: ComparedOptimizer;
  /** One a seed, in the order of the seeds; a time that never ended is the horizon. */
  readonly values: readonly number[];
  /** Larger is better; a time that never ended is −∞, worse than any and equal to its like. */
  readonly ranks: readonly number[];
  /** The settings that it could have had; undefined where there was nothing to choose, or where some were dropped on the way. */
  readonly toChoose: SettingsToChoose | undefined;
}

/** What all optimizers of a task have in common. */
export interface TaskScale {
  readonly measure: Measure;
  /** Of a time to the threshold: the longest that any run of the task was watched. */
  readonly horizon: number;
  readonly method: IntervalMethod;
  /** What the tuning runs of the experiment are judged by. */
  readonly criterion: TuningCriterion;
}

/** @param runs of the task that came to an end, in either phase and of any optimizer. */
export function taskScale(
  measure: Measure,
  runs: readonly RunScore[],
  {
    method = 'percentile',
    criterion = 'final_return',
  }: Partial<Pick<TaskScale, 'method' | 'criterion'>> = {},
): TaskScale {
  return { measure, horizon: Math.max(0, ...runs.map(measure.watched)), method, criterion };
}

/**
 * One optimizer of a task at one setting: at the learning rate asked for, else what tuning runs chose, else at the rate whose mean is
 * best. Undefined if nothing of it can be compared.
 *
 * @param runs of the task that came to an end and score something, of any optimizer.
 * @param tuned what tuning chose on this task.
 */
export function scoredOptimizer(
  wanted: WantedOptimizer,
  runs: readonly RunScore[],
  tuned: readonly TunedRate[],
  scale: TaskScale,
): ScoredOptimizer | undefined {
  const own = runs.filter(({ optimizer, phase }) => optimizer === wanted.optimizer && phase === 'scoring');
  const measured = own.filter((run) => isMeasured(run, scale.measure));
  const byRate = [...groupBy(measured, ({ learningRate }) => String(learningRate)).values()];
  const at = (rate: number | null) => byRate.find(([run]) => run!.learningRate === rate);
  const choice = tuned.find(({ optimizer }) => optimizer === wanted.optimizer);

  const make = (
    chosen: readonly RunScore[] | undefined,
    rateChosenBy: ComparedOptimizer['rateChosenBy'],
    rates: number,
    toChoose?: SettingsToChoose,
  ) =>
    chosen === undefined ? undefined : summarised(wanted.name, chosen, rateChosenBy, rates, scale, toChoose);
  if (wanted.learningRate !== undefined) return make(at(wanted.learningRate), 'asked', byRate.length);
  if (choice !== undefined) {
    if (!choice.scored) return undefined;
    const all = runs.filter((run) => run.phase === 'tuning' && isMeasured(run, scale.measure));
    const tuning = all.filter((run) => optimizerOf(run) === wanted.optimizer);
    // What was dropped on the way cannot be chosen anew.
    const toChoose = choice.halved
      ? undefined
      : settingsToChoose(tuning, measured, all, scale, scale.criterion);
    return make(at(choice.learningRate), 'tuning', choice.rates, toChoose);
  }
  if (byRate.length < 2) return make(byRate[0], 'only', byRate.length);
  const toChoose = settingsToChoose(measured, measured, measured, scale, 'metric');
  const candidates = byRate.map((each) => make(each, 'same seeds', byRate.length)!);
  const best = candidates.sort(bestFirst(scale.measure))[0]!;
  return make(at(best.optimizer.learningRate), 'same seeds', byRate.length, toChoose);
}

/** A time may be "never", but only to a threshold that there is; every other score has to be there. */
function isMeasured(run: RunScore, { censored, score }: Measure): boolean {
  return censored ? run.rewardThreshold !== null : score(run) !== null;
}

/** Compares optimizers by their means. */
export function bestFirst({ better }: Measure): (a: ScoredOptimizer, b: ScoredOptimizer) => number {
  const sign = better === 'higher' ? -1 : 1;
  return (a, b) => sign * (a.optimizer.mean - b.optimizer.mean);
}

function summarised(
  name: string,
  runs: readonly RunScore[],
  rateChosenBy: ComparedOptimizer['rateChosenBy'],
  rates: number,
  { measure, horizon, method }: TaskScale,
  toChoose: SettingsToChoose | undefined,
): ScoredOptimizer {
  const inOrder = [...runs].sort((a, b) => a.seed - b.seed);
  const scores = inOrder.map(measure.score);
  const values = scores.map((score) => score ?? horizon);
  const sign = measure.better === 'higher' ? 1 : -1;
  const { optimizer, learningRate, chosenSetting } = runs[0]!;
  return {
    optimizer: {
      name,
      optimizer,
      learningRate,
      ...(chosenSetting !== null && { setting: chosenSetting, beside: chosenWords(runs[0]!) }),
      rateChosenBy,
      rates,
      seeds: runs.length,
      diverged: runs.filter(({ status }) => status === 'diverged').length,
      notFinite: runs.filter(measure.notFinite).length,
      reached: measure.censored ? scores.filter((score) => score !== null).length : undefined,
      mean: mean(values)!,
      sampledMean: measure.besideSampled ? sampledMean(inOrder) : undefined,
      interval: meanInterval(measure, values, method),
      choice: toChoose && rateChoice(toChoose, method),
      scores,
      seedList: inOrder.map(({ seed }) => seed),
    },
    values,
    ranks: scores.map((score, i) => (score === null ? Number.NEGATIVE_INFINITY : sign * values[i]!)),
    toChoose,
  };
}

function sampledMean(runs: readonly RunScore[]): number | undefined {
  return mean(runs.map(({ sampledReturn }) => sampledReturn).filter((value) => value !== null));
}
