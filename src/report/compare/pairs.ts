import {
  benjaminiHochberg,
  cliffsDelta,
  holm,
  mean,
  probabilityOfSuperiority,
  standardDeviation,
} from '../../stats/index.ts';
import type { Correction, Effect, Pair, TestName } from './comparison.ts';
import { effectIntervals, type Measure } from './metric.ts';
import { alpha, type PairOfTask, type PairTest, seedsToShow, testPairs } from './pair-test.ts';
import { choiceEffect } from './rate-choice.ts';
import type { ScoredOptimizer, TaskScale } from './scored-optimizer.ts';

/** Two optimizers of a task and how they differ, before anything is corrected for the number of tests. */
export interface RawPair extends PairOfTask {
  readonly env: string;
  readonly agent: string;
  readonly effect: Effect;
  readonly tested: PairTest | undefined;
}

/** Every two of a task. @param scored best first. */
export function rawPairs(
  task: { readonly env: string; readonly agent: string },
  scored: readonly ScoredOptimizer[],
  scale: TaskScale,
  test: TestName,
): RawPair[] {
  const pairs = scored.flatMap((a, place) =>
    scored.slice(place + 1).map((b) => ({ a, b, paired: test === 'permutation' && sameSeeds(a, b) })),
  );
  const effects = effectsOf(pairs, scale);
  const tested = testPairs(test, pairs);
  return pairs.map((pair, place) => ({ ...task, ...pair, effect: effects[place]!, tested: tested[place] }));
}

function sameSeeds(a: ScoredOptimizer, b: ScoredOptimizer): boolean {
  return String(a.optimizer.seedList) === String(b.optimizer.seedList);
}

function effectsOf(pairs: readonly PairOfTask[], { measure, method }: TaskScale): Effect[] {
  const kind = measure.censored ? 'reduction' : 'difference';
  const compare = kind === 'difference' ? difference : reduction;
  const values = pairs.map(({ a, b, paired }) => ({ x: a.values, y: b.values, paired }));
  const intervals = effectIntervals(measure, values, compare, method);
  return pairs.map(({ a, b }, place) => ({
    kind,
    value: compare(mean(a.values)!, mean(b.values)!),
    interval: intervals[place],
    // Of a choice that cannot be made anew it is not known how much it adds.
    intervalWithChoice: [a, b].some(isHalved)
      ? undefined
      : choiceEffect(chosen(a), chosen(b), compare, method),
  }));
}

function isHalved({ optimizer, toChoose }: ScoredOptimizer): boolean {
  return optimizer.rateChosenBy === 'tuning' && toChoose === undefined;
}

function chosen({ toChoose, values, optimizer }: ScoredOptimizer): Parameters<typeof choiceEffect>[0] {
  return { toChoose, values, seedList: optimizer.seedList };
}

function difference(a: number, b: number): number {
  return a - b;
}

/** Which share less a is than b. Of no time at all nothing can be saved. */
function reduction(a: number, b: number): number {
  if (a === b) return 0;
  return 1 - a / b;
}

/** The pairs as they are reported: p-values corrected over all of them, and how many seeds each would need. */
export function correctedPairs(
  pairs: readonly RawPair[],
  measure: Measure,
  test: TestName,
  correction: Correction,
): Pair[] {
  const pValues = pairs.flatMap(({ tested }) => (tested === undefined ? [] : [tested.p]));
  const adjusted = { holm, bh: benjaminiHochberg, none: (given: readonly number[]) => given }[correction](
    pValues,
  );
  const level = correctedLevel(correction, pValues.length);
  let next = 0;
  return pairs.map((pair): Pair => {
    const { env, agent, a, b, paired, effect, tested } = pair;
    const pAdjusted = tested === undefined ? undefined : adjusted[next++]!;
    return {
      env,
      agent,
      a: a.optimizer.name,
      b: b.optimizer.name,
      seedsA: a.values.length,
      seedsB: b.values.length,
      paired,
      effect,
      probabilityOfImprovement: probabilityOfSuperiority(a.ranks, b.ranks)!,
      cliffsDelta: cliffsDelta(a.ranks, b.ranks)!,
      test: tested?.name,
      p: tested?.p,
      pAdjusted,
      significant: pAdjusted !== undefined && pAdjusted <= alpha,
      seedsNeeded: tested === undefined ? undefined : seedsNeeded(pair, measure, test, level),
    };
  });
}

/** The level that the first of many tests has to pass. */
export function correctedLevel(correction: Correction, tests: number): number {
  return correction === 'holm' ? alpha / Math.max(1, tests) : alpha;
}

function seedsNeeded({ a, b, paired }: RawPair, measure: Measure, test: TestName, level: number) {
  const spread = paired
    ? standardDeviation(a.values.map((value, i) => value - b.values[i]!))!
    : Math.sqrt((standardDeviation(a.values)! ** 2 + standardDeviation(b.values)! ** 2) / 2);
  const sign = measure.better === 'higher' ? 1 : -1;
  const gain = sign * (mean(a.values)! - mean(b.values)!);
  return gain === 0 ? undefined : seedsToShow(gain / spread, test, paired, level);
}
