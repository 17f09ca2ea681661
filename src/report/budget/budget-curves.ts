import {
  bootstrapInterval,
  expectedOfChosen,
  fewestSeeds,
  holm,
  type Interval,
  mean,
  permutationTest,
  signFlipTest,
} from '../../stats/index.ts';
import { alpha } from '../compare/pair-test.ts';
import type { TriedOptimizer, TriedTask } from '../tried/tried-settings.ts';

/** What an optimizer comes to when the best of some random settings is taken. */
export interface BudgetPoint {
  /** How many settings are tried. */
  readonly trials: number;
  /** Over seeds. */
  readonly mean: number;
  /** Bootstrap interval of the mean over seeds, the settings held fixed; undefined of fewer than three seeds. */
  readonly interval: Interval | undefined;
  /** One a seed. */
  readonly scores: readonly number[];
}

export interface BudgetCurve {
  readonly name: string;
  readonly labels: readonly string[];
  /** How many were tried; nothing can be said of more trials. */
  readonly settings: number;
  readonly seedList: readonly number[];
  readonly points: readonly BudgetPoint[];
}

/** Two optimizers with the same number of trials; `a` has the better mean. */
export interface BudgetPair {
  readonly trials: number;
  readonly a: string;
  readonly b: string;
  /** Whether seeds are paired. */
  readonly paired: boolean;
  readonly difference: number;
  /** Two-sided, by signs or permutations of seeds; undefined with fewer than three. */
  readonly p: number | undefined;
  /** After Holm over all pairs, trials and tasks. */
  readonly pAdjusted: number | undefined;
}

export interface BudgetTask {
  readonly env: string;
  readonly agent: string;
  /** Which numbers of trials are compared. */
  readonly trials: readonly number[];
  readonly curves: readonly BudgetCurve[];
  readonly pairs: readonly BudgetPair[];
}

/**
 * Expected score of the best of k tried settings (Dodge et al. 2019), seed by seed: the best is chosen by the mean over the
 * other seeds and judged by this one, so that chance in the choice flatters nobody. With one seed it is judged by the scores
 * that chose it.
 *
 * @returns undefined without a seed that all settings have.
 */
export function budgetCurve(
  { name, labels, settings, seeds }: TriedOptimizer,
  trials: readonly number[],
): BudgetCurve | undefined {
  if (seeds.length === 0) return undefined;
  const choosers = seeds.map((left) => {
    const others = seeds.length > 1 ? seeds.filter((seed) => seed !== left) : seeds;
    return settings.map(({ scores }) => mean(others.map((seed) => scores.get(seed)!))!);
  });
  const points = trials
    .filter((k) => k <= settings.length)
    .map((k): BudgetPoint => {
      const values = seeds.map((seed, index) => {
        const judges = settings.map(({ scores }) => scores.get(seed)!);
        return expectedOfChosen(choosers[index]!, judges, k)!;
      });
      return { trials: k, mean: mean(values)!, interval: bootstrapInterval(values, mean), scores: values };
    });
  return { name, labels, settings: settings.length, seedList: seeds, points };
}

/** 1, 3, 9, … as far as anybody has settings, and all that somebody has. */
export function trialCounts({ optimizers }: TriedTask): number[] {
  const counts = optimizers.map(({ settings }) => settings.length);
  const most = Math.max(...counts);
  const powers: number[] = [];
  for (let trials = 1; trials <= most; trials *= 3) powers.push(trials);
  return [...new Set([...powers, ...counts])].sort((a, b) => a - b);
}

/** The curves of all tasks, and every two of a task at every number of trials. */
export function budgetTasks(tasks: readonly TriedTask[]): BudgetTask[] {
  const made = tasks.map((task) => {
    const trials = trialCounts(task);
    const curves = task.optimizers
      .map((optimizer) => budgetCurve(optimizer, trials))
      .filter((curve) => curve !== undefined);
    return { env: task.env, agent: task.agent, trials, curves };
  });
  const raw = made.map(({ trials, curves }) => trials.flatMap((k) => pairsAt(k, curves)));
  const adjusted = holm(raw.flat().flatMap(({ p }) => (p === undefined ? [] : [p])));
  let next = 0;
  return made.map((task, index) => ({
    ...task,
    pairs: raw[index]!.map((pair) => ({
      ...pair,
      pAdjusted: pair.p === undefined ? undefined : adjusted[next++]!,
    })),
  }));
}

export function isShown({ pAdjusted }: BudgetPair): boolean {
  return pAdjusted !== undefined && pAdjusted <= alpha;
}

function pairsAt(trials: number, curves: readonly BudgetCurve[]): Omit<BudgetPair, 'pAdjusted'>[] {
  const there = curves
    .flatMap((curve) => {
      const point = curve.points.find((each) => each.trials === trials);
      return point === undefined ? [] : [{ curve, point }];
    })
    .sort((x, y) => y.point.mean - x.point.mean);
  return there.flatMap((a, place) =>
    there.slice(place + 1).map((b) => {
      const paired = String(a.curve.seedList) === String(b.curve.seedList);
      const [x, y] = [a.point.scores, b.point.scores];
      const enough = Math.min(x.length, y.length) >= fewestSeeds;
      const tested = paired ? signFlipTest(x.map((value, i) => value - y[i]!)) : permutationTest(x, y);
      return {
        trials,
        a: a.curve.name,
        b: b.curve.name,
        paired,
        difference: a.point.mean - b.point.mean,
        p: enough ? tested!.p : undefined,
      };
    }),
  );
}
