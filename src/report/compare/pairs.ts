import {
  benjaminiHochberg,
  cliffsDelta,
  fewestSeeds,
  holm,
  mean,
  probabilityOfSuperiority,
  standardDeviation,
} from '../../stats/index.ts';
import type { Correction, Effect, Pair, TestName } from './comparison.ts';
import { effectInterval, type Measure } from './metric.ts';
import { alpha, type PairTest, seedsToShow, testPair } from './pair-test.ts';
import { choiceEffect } from './rate-choice.ts';
import type { ScoredOptimizer, TaskScale } from './scored-optimizer.ts';

/** Two optimizers of a task and how they differ, before anything is corrected for the number of tests. */
export interface RawPair {
  readonly env: string;
  readonly agent: string;
  readonly a: ScoredOptimizer;
  readonly b: ScoredOptimizer;
  readonly paired: boolean;
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
  return scored.flatMap((a, place) =>
    scored.slice(place + 1).map((b): RawPair => {
      const enough = Math.min(a.values.length, b.values.length) >= fewestSeeds;
      const paired = test === 'permutation' && sameSeeds(a, b);
      return {
        ...task,
        a,
        b,
        paired,
        effect: effectOf(a, b, scale, paired),
        tested: enough ? testPair(test, a, b, paired) : undefined,
      };
    }),
  );
}

function sameSeeds(a: ScoredOptimizer, b: ScoredOptimizer): boolean {
  return String(a.optimizer.seedList) === String(b.optimizer.seedList);
}

function effectOf(
  a: ScoredOptimizer,
  b: ScoredOptimizer,
  { measure, method }: TaskScale,
  paired: boolean,
): Effect {
  const kind = measure.censored ? 'reduction' : 'difference';
  const compare = kind === 'difference' ? difference : reduction;
  return {
    kind,
    value: compare(mean(a.values)!, mean(b.values)!),
    interval: effectInterval(measure, a.values, b.values, paired, compare, method),
    intervalWithChoice: choiceEffect(chosen(a), chosen(b), compare, method),
  };
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
