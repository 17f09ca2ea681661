import { groupBy } from '../../group-by.ts';
import {
  crossTaskChoice,
  effectiveDimension,
  type GoodRange,
  goodRange,
  hyperparameterSensitivity,
  mean,
  percentileNormalized,
  percentileScale,
} from '../../stats/index.ts';
import { type Sure, sureNumbers } from '../sure.ts';
import type { TriedOptimizer, TriedTask } from '../tried/tried-settings.ts';

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
  /** With the best one setting for all tasks. */
  readonly fixed: Sure;
  /** Which setting that is. */
  readonly setting: Readonly<Record<string, string>>;
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
  /** How far the one with the best `fixed` is ahead of each other one by that. */
  readonly lead: readonly { readonly over: string; readonly difference: Sure }[];
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
  const found = (drawn: readonly (readonly number[])[]) =>
    prepared.map((each) => hyperparameterSensitivity(gammasOf(each, drawn))!);
  const all = found(samples);
  const order = placesBy((place) => all[place]!.sensitivity, prepared.length);
  const byFixed = placesBy((place) => -all[place]!.fixed, prepared.length);
  const pairsOf = <T>(make: (a: number, b: number) => T): T[] =>
    order.flatMap((a, place) => order.slice(place + 1).map((b) => make(a, b)));
  const [best] = byFixed;
  const others = byFixed.slice(1);
  /** Of every optimizer three numbers, then one a pair, and one for each that is behind the best. */
  const numbers = (each: typeof all): number[] => [
    ...order.flatMap((at) => [each[at]!.tuned, each[at]!.fixed, each[at]!.sensitivity]),
    ...pairsOf((a, b) => each[b]!.sensitivity - each[a]!.sensitivity),
    ...others.map((at) => each[best!]!.fixed - each[at]!.fixed),
  ];
  const sure = sureNumbers(samples, (drawn) => numbers(found(drawn)));
  const [ofOptimizers, ofPairs] = [3 * order.length, pairsOf(() => 1).length];

  const optimizers = order.map((at, place): OptimizerSensitivity => {
    const each = prepared[at]!;
    const [scores, gammas] = [scoresOf(each, samples), gammasOf(each, samples)];
    const [tuned, fixed, sensitivity] = sure.slice(3 * place);
    return {
      name: each.name,
      labels: each.labels,
      settings: each.values.length,
      missing: each.values.filter((_, setting) => each.sheets.some((sheet) => sheet[setting] === undefined))
        .length,
      tuned: tuned!,
      fixed: fixed!,
      setting: each.values[all[at]!.setting]!,
      sensitivity: sensitivity!,
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
  });
  const nameOf = (at: number) => prepared[at]!.name;
  return {
    tasks: tasks.map(({ env, agent }) => ({ env, agent })),
    optimizers,
    pairs: pairsOf((a, b) => ({ a: nameOf(a), b: nameOf(b) })).map((pair, at) => ({
      ...pair,
      difference: sure[ofOptimizers + at]!,
    })),
    lead: others.map((at, place) => ({
      over: nameOf(at),
      difference: sure[ofOptimizers + ofPairs + place]!,
    })),
  };
}

/** Places from 0 on in ascending order of a number of each; of equals the first. */
function placesBy(of: (place: number) => number, count: number): number[] {
  return Array.from({ length: count }, (_, place) => place).sort((a, b) => of(a) - of(b));
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
