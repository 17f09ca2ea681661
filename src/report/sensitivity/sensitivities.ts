import { groupBy } from '../../group-by.ts';
import {
  crossTaskChoice,
  effectiveDimension,
  type GoodRange,
  goodRange,
  hyperparameterSensitivity,
  type Interval,
  mean,
  percentileNormalized,
  percentileScale,
  stratifiedBootstrapInterval,
} from '../../stats/index.ts';
import type { TriedOptimizer, TriedTask } from '../tried/tried-settings.ts';

/** Enough for an interval of something that takes all settings on all tasks. */
const resamples = 1000;

/** A number with its 95 % bootstrap interval over the seeds of each task; undefined where a task has fewer than three. */
interface Sure {
  readonly value: number;
  readonly interval: Interval | undefined;
}

/** How much an optimizer owes to being tuned for each task. Scores are normalised task by task. */
export interface OptimizerSensitivity {
  readonly name: string;
  readonly labels: readonly string[];
  /** How many settings were tried on any task. */
  readonly settings: number;
  /** Of these, how many are missing on some task; they count with the worst there. */
  readonly missing: number;
  /** With the best setting of each task. */
  readonly tuned: Sure;
  /** With one setting for all tasks. */
  readonly fixed: number;
  /** Φ: tuned less fixed. */
  readonly sensitivity: Sure;
  /** How many of its settings have to be tuned for each task to reach 95 % of tuning all of them. */
  readonly dimension: number;
  /** Of how many that varied. */
  readonly dimensions: number;
  /** The setting that CHS chooses for all tasks. */
  readonly choice: Readonly<Record<string, string>>;
  /** By task, in order: the range of learning rates that keep 95 % of the best gain; undefined where nothing is gained. */
  readonly ranges: readonly (GoodRange | undefined)[];
}

/** Two optimizers; `a` is the less sensitive one. */
export interface SensitivityPair {
  readonly a: string;
  readonly b: string;
  /** Φ of `b` less Φ of `a`. */
  readonly difference: Sure;
}

export interface Sensitivities {
  readonly tasks: readonly { readonly env: string; readonly agent: string }[];
  /** The least sensitive first. */
  readonly optimizers: readonly OptimizerSensitivity[];
  readonly pairs: readonly SensitivityPair[];
}

/** The seeds that one task's settings share: an optimizer's scores on them, `[setting][seed]`; undefined where it is missing. */
type Sheet = readonly (readonly number[] | undefined)[];

/** An optimizer on all tasks, ready for resampling. */
interface Prepared {
  readonly name: string;
  readonly labels: readonly string[];
  readonly values: readonly Readonly<Record<string, string>>[];
  /** By task. */
  readonly sheets: readonly Sheet[];
  /** By task: which sample of seeds counts; −1 where the optimizer is missing. */
  readonly strata: readonly number[];
}

/** @returns undefined of fewer than two tasks, on which nothing can differ. */
export function sensitivities(tasks: readonly TriedTask[]): Sensitivities | undefined {
  if (tasks.length < 2) return undefined;
  const strata = new Map<string, { readonly place: number; readonly size: number }>();
  const prepared = namesIn(tasks).map((name) => prepare(name, tasks, strata));
  const samples = [...strata.values()].map(({ size }) => Array.from({ length: size }, (_, index) => index));
  const pools = tasks.map((_, task) =>
    prepared.flatMap(({ sheets }) => sheets[task]!.flatMap((scores) => (scores ? [mean(scores)!] : []))),
  );
  const scales = pools.map(percentileScale);
  const worst = pools.map((pool) => Math.min(...pool));
  /** Scores by settings and tasks, over resampled seeds. */
  const scoresOf = (each: Prepared, drawn: readonly (readonly number[])[]): number[][] =>
    each.values.map((_, setting) =>
      each.sheets.map((sheet, task) => {
        const scores = sheet[setting];
        if (scores === undefined) return worst[task]!;
        return mean(drawn[each.strata[task]!]!.map((seed) => scores[seed]!))!;
      }),
    );
  const gammasOf = (each: Prepared, drawn: readonly (readonly number[])[]): number[][] =>
    scoresOf(each, drawn).map((row) => row.map((score, task) => percentileNormalized(score, scales[task]!)));
  const found = (each: Prepared, drawn: readonly (readonly number[])[]) =>
    hyperparameterSensitivity(gammasOf(each, drawn))!;
  const sure = (of: (drawn: readonly (readonly number[])[]) => number): Sure => ({
    value: of(samples),
    interval: stratifiedBootstrapInterval(samples, of, { resamples }),
  });

  const optimizers = prepared
    .map((each): OptimizerSensitivity => {
      const [scores, gammas] = [scoresOf(each, samples), gammasOf(each, samples)];
      return {
        name: each.name,
        labels: each.labels,
        settings: each.values.length,
        missing: each.values.filter((_, setting) => each.sheets.some((sheet) => sheet[setting] === undefined))
          .length,
        tuned: sure((drawn) => found(each, drawn).tuned),
        fixed: found(each, samples).fixed,
        sensitivity: sure((drawn) => found(each, drawn).sensitivity),
        dimension: effectiveDimension(each.values, gammas)!,
        dimensions: Object.keys(each.values[0]!).filter(
          (key) => new Set(each.values.map((values) => values[key])).size > 1,
        ).length,
        choice: each.values[crossTaskChoice(scores, pools)!]!,
        ranges: tasks.map((_, task) =>
          rangeOf(
            each.values,
            gammas.map((row) => row[task]!),
          ),
        ),
      };
    })
    .sort((a, b) => a.sensitivity.value - b.sensitivity.value);
  const byName = new Map(prepared.map((each) => [each.name, each]));
  const pairs = optimizers.flatMap((a, place) =>
    optimizers.slice(place + 1).map((b) => ({
      a: a.name,
      b: b.name,
      difference: sure(
        (drawn) =>
          found(byName.get(b.name)!, drawn).sensitivity - found(byName.get(a.name)!, drawn).sensitivity,
      ),
    })),
  );
  return { tasks: tasks.map(({ env, agent }) => ({ env, agent })), optimizers, pairs };
}

function namesIn(tasks: readonly TriedTask[]): string[] {
  return [...new Set(tasks.flatMap(({ optimizers }) => optimizers.map(({ name }) => name)))];
}

/** @param strata all samples of seeds so far, by task and seeds; those of this optimizer are added. */
function prepare(
  name: string,
  tasks: readonly TriedTask[],
  strata: Map<string, { readonly place: number; readonly size: number }>,
): Prepared {
  const own = tasks.map(({ optimizers }) => optimizers.find((each) => each.name === name));
  const byKey = new Map(
    own.flatMap((each) => (each?.settings ?? []).map(({ values }) => [JSON.stringify(values), values])),
  );
  const sheets = own.map((each) => [...byKey.keys()].map((key) => scoresAt(each, key)));
  const places = own.map((each, task) => {
    const seeds = each?.seeds ?? [];
    // What is missing on a task has no seeds that could be drawn.
    if (seeds.length === 0) return -1;
    const key = `${task}: ${seeds.join()}`;
    const known = strata.get(key) ?? { place: strata.size, size: seeds.length };
    strata.set(key, known);
    return known.place;
  });
  const labels = [...new Set(own.flatMap((each) => each?.labels ?? []))];
  return { name, labels, values: [...byKey.values()], sheets, strata: places };
}

/** One a seed that all settings of the task have; undefined where the setting is missing, or there is no such seed. */
function scoresAt(optimizer: TriedOptimizer | undefined, key: string): readonly number[] | undefined {
  const setting = optimizer?.settings.find(({ values }) => JSON.stringify(values) === key);
  if (setting === undefined || optimizer!.seeds.length === 0) return undefined;
  return optimizer!.seeds.map((seed) => setting.scores.get(seed)!);
}

/** Of each learning rate the best of its settings counts. */
function rangeOf(
  values: readonly Readonly<Record<string, string>>[],
  gammas: readonly number[],
): GoodRange | undefined {
  const tried = values.map(({ lr }, index) => ({ lr: lr!, gamma: gammas[index]! }));
  const byRate = [...groupBy(tried, ({ lr }) => lr)]
    .map(([lr, all]) => ({ rate: Number(lr), gamma: Math.max(...all.map(({ gamma }) => gamma)) }))
    .filter(({ rate }) => rate > 0)
    .sort((a, b) => a.rate - b.rate);
  return goodRange(
    byRate.map(({ rate }) => rate),
    byRate.map(({ gamma }) => gamma),
  );
}
