import { groupBy } from '../../group-by.ts';
import {
  bootstrapInterval,
  fewestSeeds,
  holm,
  type Interval,
  mean,
  pairedBootstrapInterval,
  signFlipTest,
  standardDeviation,
} from '../../stats/index.ts';
import { seedsToShow } from '../compare/pair-test.ts';
import { correctedLevel } from '../compare/pairs.ts';

/** One run of an ablation: what its setting was, and what it reached. */
export interface AblationRow {
  readonly env: string;
  readonly agent: string;
  /** JSON: what every factor was, and in which factors it is not as the optimizer is. */
  readonly settings: string;
  readonly differs: string;
  readonly design: string;
  readonly total_timesteps: number;
  readonly seed: number;
  readonly status: 'finished' | 'diverged';
  /** With the experiment's worst for a run that diverged or finished without a finite one; null without evaluations. */
  readonly final_return: number | null;
  /** 1 for the latter, else 0. */
  readonly final_not_finite: number;
}

/** What an optimizer reaches with one value of one setting. */
export interface Effect {
  readonly factor: string;
  /** As JSON. */
  readonly value: unknown;
  /** True for the value that it has as it is. */
  readonly asItIs: boolean;
  readonly seeds: number;
  /**
   * Mean final return over seeds; of a full factorial over all combinations with the value as well. Undefined where
   * nothing was evaluated.
   */
  readonly mean: number | undefined;
  readonly interval: Interval | undefined;
  /**
   * What the value changes: against the optimizer as it is, or in a full factorial against the mean of all combinations.
   * Undefined for the value that is not compared: as it is, one at a time.
   */
  readonly change: Change | undefined;
}

export interface Change {
  readonly value: number;
  /** Standard deviation of the differences seed by seed; undefined of a single seed. */
  readonly spread: number | undefined;
  /** Paired by seed; undefined of fewer than three seeds, as p. */
  readonly interval: Interval | undefined;
  /** Of a paired sign-flip test. */
  readonly p: number | undefined;
  /** After Holm's correction over all changes of the task. */
  readonly pAdjusted: number | undefined;
  /** About how many seeds an ablation like this needs to show a change as large as this one; undefined as `p`. */
  readonly seedsNeeded: number | undefined;
}

export interface TaskEffects {
  readonly env: string;
  readonly agent: string;
  readonly design: string;
  /** Environment steps asked for. */
  readonly totalTimesteps: number;
  /** Runs that diverged, and that finished with a score that is NaN or infinite; they count with the worst score. */
  readonly diverged: number;
  readonly notFinite: number;
  readonly effects: readonly Effect[];
}

/** The effects of an ablation's factors, task by task. Seeds are the unit: differences are taken seed by seed. */
export function ablationEffects(rows: readonly AblationRow[]): TaskEffects[] {
  return [...groupBy(rows, ({ env, agent }) => `${env}\n${agent}`).values()].map((task) => {
    const { env, agent, design, total_timesteps: totalTimesteps } = task[0]!;
    const effects = design === 'full factorial' ? mainEffects(task) : singleEffects(task);
    return {
      env,
      agent,
      design,
      totalTimesteps,
      diverged: task.filter(({ status }) => status === 'diverged').length,
      notFinite: task.filter(({ final_not_finite }) => final_not_finite === 1).length,
      effects: corrected(effects),
    };
  });
}

/** One setting at a time is not as it is: each is held against the optimizer as it is. */
function singleEffects(task: readonly AblationRow[]): Effect[] {
  const [first] = task;
  const base = bySeed(task.filter((row) => differing(row).length === 0));
  return Object.keys(settingsOf(first!)).flatMap((factor) => {
    const of = [
      ...groupBy(
        task.filter((row) => differing(row).every((name) => name === factor)),
        (row) => JSON.stringify(settingsOf(row)[factor]),
      ),
    ];
    return of.map(([value, own]) => {
      const asItIs = differing(own[0]!).length === 0;
      return effect(factor, value, asItIs, bySeed(own), asItIs ? undefined : base);
    });
  });
}

/** Every combination was trained: each value is held against all of them. */
function mainEffects(task: readonly AblationRow[]): Effect[] {
  const all = bySeed(task);
  return Object.keys(settingsOf(task[0]!)).flatMap((factor) =>
    [...groupBy(task, (row) => JSON.stringify(settingsOf(row)[factor]))].map(([value, own]) =>
      effect(
        factor,
        value,
        own.some((row) => !differing(row).includes(factor)),
        bySeed(own),
        all,
      ),
    ),
  );
}

function effect(
  factor: string,
  value: string,
  asItIs: boolean,
  scores: ReadonlyMap<number, number>,
  reference: ReadonlyMap<number, number> | undefined,
): Effect {
  const own = [...scores.values()];
  return {
    factor,
    value: JSON.parse(value) as unknown,
    asItIs,
    seeds: own.length,
    mean: mean(own),
    interval: bootstrapInterval(own, mean),
    change: reference && changeBetween(scores, reference),
  };
}

function changeBetween(
  scores: ReadonlyMap<number, number>,
  reference: ReadonlyMap<number, number>,
): Change | undefined {
  const seeds = [...scores.keys()].filter((seed) => reference.has(seed));
  if (seeds.length === 0) return undefined;
  const [own, others] = [scores, reference].map((values) => seeds.map((seed) => values.get(seed)!));
  const difference = (x: readonly number[], y: readonly number[]) => mean(x)! - mean(y)!;
  const differences = own!.map((value, index) => value - others![index]!);
  return {
    value: difference(own!, others!),
    spread: standardDeviation(differences),
    interval: pairedBootstrapInterval(own!, others!, difference),
    p: seeds.length < fewestSeeds ? undefined : signFlipTest(differences)?.p,
    pAdjusted: undefined,
    seedsNeeded: undefined,
  };
}

function corrected(effects: readonly Effect[]): Effect[] {
  const tested = effects.flatMap(({ change }) => (change?.p === undefined ? [] : [change.p]));
  const adjusted = holm(tested);
  const level = correctedLevel('holm', tested.length);
  return effects.map((each) => {
    const { change } = each;
    if (change?.p === undefined) return each;
    const seedsNeeded =
      change.value === 0 ? undefined : seedsToShow(change.value / change.spread!, 'permutation', true, level);
    return { ...each, change: { ...change, pAdjusted: adjusted.shift(), seedsNeeded } };
  });
}

/** The mean score of every seed. */
function bySeed(rows: readonly AblationRow[]): Map<number, number> {
  const scored = rows.filter(({ final_return }) => final_return !== null);
  return new Map(
    [...groupBy(scored, ({ seed }) => String(seed))].map(([seed, own]) => [
      Number(seed),
      mean(own.map(({ final_return }) => final_return!))!,
    ]),
  );
}

function settingsOf({ settings }: AblationRow): Record<string, unknown> {
  return JSON.parse(settings) as Record<string, unknown>;
}

function differing({ differs }: AblationRow): string[] {
  return JSON.parse(differs) as string[];
}
