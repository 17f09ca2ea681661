import { groupBy } from '../../group-by.ts';
import { bootstrapInterval, type Interval, mean } from '../../stats/index.ts';
import type { PeriodRow } from './periods-query.ts';

/** A mean over seeds. */
export interface OverSeeds {
  readonly mean: number;
  /** Its 95 % bootstrap interval; undefined of fewer than three seeds. */
  readonly interval: Interval | undefined;
}

/** What switches have made of an optimizer. */
export interface SwitchedOptimizer {
  readonly optimizer: string;
  readonly learningRate: number | null;
  readonly seeds: number;
  /** Runs that diverged; they count with the experiment's worst from there on. */
  readonly diverged: number;
  /** Mean return at the end of the first period and of the last one; undefined without evaluations there. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** The difference of the two, seed by seed. */
  readonly change: OverSeeds | undefined;
  /** What the return changes by at a switch: the first evaluation behind it less the last one before, mean over switches, seed by seed. */
  readonly atSwitches: OverSeeds | undefined;
  /** Mean share of dormant units in the first period and in the last one; undefined where it was not measured. */
  readonly dormant: readonly [first: number, last: number] | undefined;
}

/** A task that switches, and who has learned it. */
export interface SwitchedTask {
  readonly env: string;
  readonly agent: string;
  /** Steps from one switch to the next. */
  readonly every: number;
  /** Periods that were evaluated in their second half. */
  readonly periods: number;
  /** Best first, by the end of the last period. */
  readonly optimizers: readonly SwitchedOptimizer[];
}

/** Optimizers over switches, task by task; those tasks alone that were evaluated in two periods. */
export function overSwitches(rows: readonly PeriodRow[]): SwitchedTask[] {
  return [...groupBy(rows, ({ env, agent }) => `${env}\n${agent}`).values()].flatMap((task) => {
    const { env, agent, every } = task[0]!;
    const whole = task.filter(({ before }) => before !== null).map(({ period }) => period);
    const periods = new Set(whole).size;
    if (periods < 2) return [];
    const [first, last] = [Math.min(...whole), Math.max(...whole)];
    const optimizers = [...groupBy(task, ({ optimizer }) => optimizer).values()]
      .map((own) => switched(own, first, last))
      .sort((a, b) => (b.last ?? Number.NEGATIVE_INFINITY) - (a.last ?? Number.NEGATIVE_INFINITY));
    return [{ env, agent, every, periods, optimizers }];
  });
}

/** @param first period that was evaluated in its second half. @param last such period. */
function switched(rows: readonly PeriodRow[], first: number, last: number): SwitchedOptimizer {
  const runs = [...groupBy(rows, ({ seed }) => String(seed)).values()];
  const { optimizer, learning_rate: learningRate } = rows[0]!;
  const at = (run: readonly PeriodRow[], period: number) => run.find((row) => row.period === period);
  const ends = runs.map((run) => [at(run, first)?.before, at(run, last)?.before] as const);
  const means = ([0, 1] as const).map((which) => mean(numbers(ends.map((pair) => pair[which]))));
  const sleeping = [first, last].map((period) => mean(numbers(runs.map((run) => at(run, period)?.dormant))));
  return {
    ...{ optimizer, learningRate, seeds: runs.length },
    diverged: runs.filter(([row]) => row!.status === 'diverged').length,
    first: means[0],
    last: means[1],
    change: overSeeds(ends.map(([from, to]) => difference(to, from))),
    atSwitches: overSeeds(
      runs.map((run) =>
        mean(numbers(run.map(({ period, after }) => difference(after, at(run, period - 1)?.before)))),
      ),
    ),
    dormant: sleeping[0] === undefined || sleeping[1] === undefined ? undefined : [sleeping[0], sleeping[1]],
  };
}

type Maybe = number | null | undefined;

function difference(value: Maybe, from: Maybe): number | undefined {
  return typeof value === 'number' && typeof from === 'number' ? value - from : undefined;
}

function numbers(values: readonly Maybe[]): number[] {
  return values.filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[];
}

function overSeeds(values: readonly Maybe[]): OverSeeds | undefined {
  const known = numbers(values);
  const centre = mean(known);
  return centre === undefined ? undefined : { mean: centre, interval: bootstrapInterval(known, mean) };
}
