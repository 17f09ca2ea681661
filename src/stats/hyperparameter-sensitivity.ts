import { refuseNaN } from './check.ts';
import { mean } from './mean.ts';
import { quantile } from './quantile.ts';

/** Settings by tasks: `scores[setting][task]`, every setting on every task. */
export type SettingScores = readonly (readonly number[])[];

/** Where the 5th and 95th percentiles of a task's scores lie. */
export interface PercentileScale {
  readonly low: number;
  readonly high: number;
}

/** The scale of a task. @param scores of all settings of all algorithms on it, a mean over seeds each; not empty. */
export function percentileScale(scores: ArrayLike<number>): PercentileScale {
  return { low: quantile(scores, 0.05)!, high: quantile(scores, 0.95)! };
}

/** Γ: 0 at the 5th percentile and 1 at the 95th, more or less beyond; 0 where these are the same. */
export function percentileNormalized(score: number, { low, high }: PercentileScale): number {
  return high === low ? 0 : (score - low) / (high - low);
}

export interface Sensitivity {
  /** mean_e max_h Γ: with the best setting of each task. */
  readonly tuned: number;
  /** max_h mean_e Γ: with one setting for all tasks. */
  readonly fixed: number;
  /** Φ = tuned − fixed, at least 0: how much an algorithm owes to being tuned for each task. */
  readonly sensitivity: number;
  /** The place of that one setting; the first of equals. */
  readonly setting: number;
}

/**
 * Sensitivity to hyper-parameters, Φ = mean_e max_h Γ − max_h mean_e Γ (Adkins, Bowling & White 2024, arXiv 2412.07165).
 *
 * @param gammas normalised scores. @returns undefined without settings or tasks.
 * @throws RangeError of NaN, or where settings differ in their number of tasks.
 */
export function hyperparameterSensitivity(gammas: SettingScores): Sensitivity | undefined {
  const tasks = checkedTasks(gammas);
  if (tasks === 0) return undefined;
  const tuned = mean(bestByTask(gammas))!;
  const means = gammas.map((row) => mean(row)!);
  const fixed = Math.max(...means);
  // Where one setting is best on every task, both are the same but for rounding.
  return { tuned, fixed, sensitivity: Math.max(0, tuned - fixed), setting: means.indexOf(fixed) };
}

/**
 * Effective dimension (Adkins, Bowling & White 2024): the smallest number of hyper-parameters that have to be tuned for each
 * task, the others standing as in the best setting for all tasks, to reach a share of what tuning all of them reaches.
 *
 * @param settings the value of each hyper-parameter by name, the same names in all; combinations that are missing cannot be
 * chosen.
 * @param share default 0.95. Where tuning everything reaches no more than 0 it is no share but that itself which is asked for.
 * @returns undefined without settings or tasks.
 */
export function effectiveDimension(
  settings: readonly Readonly<Record<string, string>>[],
  gammas: SettingScores,
  share = 0.95,
): number | undefined {
  const found = hyperparameterSensitivity(gammas);
  if (found === undefined) return undefined;
  const names = Object.keys(settings[0]!);
  const wanted = found.tuned > 0 ? share * found.tuned : found.tuned;
  const standing = settings[found.setting]!;
  const reached = (tunedNames: readonly string[]): number => {
    const free = gammas.filter((_, index) =>
      names.every((name) => tunedNames.includes(name) || settings[index]![name] === standing[name]),
    );
    return mean(bestByTask(free))!;
  };
  const bySize = subsets(names).sort((a, b) => a.length - b.length);
  return bySize.find((some) => reached(some) >= wanted - 1e-12)?.length;
}

/**
 * Cross-task choice of settings (Patterson et al. 2024, arXiv 2407.18840): the setting whose place among all scores of a task,
 * by the empirical distribution function, is highest on average over tasks; a choice that no scale of a task can decide.
 *
 * @param scores of the settings among which is chosen.
 * @param pools by task: the scores that say how good a score is, of all settings of all algorithms.
 * @returns the place of the setting, the first of equals; undefined without settings or tasks.
 */
export function crossTaskChoice(
  scores: SettingScores,
  pools: readonly ArrayLike<number>[],
): number | undefined {
  if (checkedTasks(scores) === 0) return undefined;
  const places = scores.map((row) => mean(row.map((score, task) => shareUpTo(pools[task]!, score)))!);
  return places.indexOf(Math.max(...places));
}

/** The empirical distribution function. */
function shareUpTo(pool: ArrayLike<number>, score: number): number {
  return Array.from(pool).filter((value) => value <= score).length / pool.length;
}

function bestByTask(gammas: SettingScores): number[] {
  return gammas[0]!.map((_, task) => Math.max(...gammas.map((row) => row[task]!)));
}

/** How many tasks there are, the same for all settings. */
function checkedTasks(scores: SettingScores): number {
  const tasks = scores[0]?.length ?? 0;
  if (scores.some(({ length }) => length !== tasks)) {
    throw new RangeError(
      `every setting has a score on each of ${tasks} tasks; give the worst where one is missing`,
    );
  }
  for (const row of scores) refuseNaN(row);
  return tasks;
}

function subsets(names: readonly string[]): string[][] {
  const all: string[][] = [[]];
  for (const name of names) all.push(...all.map((some) => [...some, name]));
  return all;
}
