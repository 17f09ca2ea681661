import { groupBy } from '../group-by.ts';
import { median } from '../stats/index.ts';
import type { NamedLandscape } from '../test-functions/index.ts';
import type { DescentResult } from './descent-result.ts';

/** An optimizer on a function, over all starts, with the learning rate that suits it best there. */
export interface Summary {
  readonly function: string;
  readonly optimizer: string;
  readonly learningRate: number | null;
  readonly starts: number;
  readonly diverged: number;
  /** Starts from which it came to stay near a minimum. */
  readonly arrived: number;
  /** Medians over all starts, infinite where half of them diverged. */
  readonly finalLoss: number;
  readonly distance: number;
  /** Median over those that arrived; null where none did. */
  readonly iterationsToTolerance: number | null;
  /** The results themselves, start by start. */
  readonly results: readonly DescentResult[];
}

/**
 * One summary an optimizer of one function, in the order in which they were asked for. The learning rate is the one with
 * the lowest median final loss, in a game with the least median distance; of equals the smallest.
 */
export function summarise(landscape: NamedLandscape, results: readonly DescentResult[]): Summary[] {
  return [...groupBy(results, ({ optimizer }) => optimizer).values()].map((own) => {
    const byRate = [...groupBy(own, ({ learningRate }) => String(learningRate)).values()].map(summaryOf);
    const score = ({ finalLoss, distance }: Summary) => (landscape.game ? distance : finalLoss);
    const rate = ({ learningRate }: Summary) => learningRate ?? 0;
    return byRate.reduce((best, each) =>
      score(each) < score(best) || (score(each) === score(best) && rate(each) < rate(best)) ? each : best,
    );
  });
}

function summaryOf(results: readonly DescentResult[]): Summary {
  const [{ function: name, optimizer, learningRate }] = results as readonly [DescentResult];
  const reached = results.flatMap(({ iterationsToTolerance }) => iterationsToTolerance ?? []);
  const orInfinite = (values: readonly (number | null)[]) => {
    const middle = median(values.map((value) => value ?? Number.POSITIVE_INFINITY))!;
    // Between two infinite values it would be infinity less infinity.
    return Number.isNaN(middle) ? Number.POSITIVE_INFINITY : middle;
  };
  return {
    function: name,
    optimizer,
    learningRate,
    starts: results.length,
    diverged: results.filter(({ status }) => status === 'diverged').length,
    arrived: reached.length,
    finalLoss: orInfinite(results.map(({ finalLoss }) => finalLoss)),
    distance: orInfinite(results.map(({ distance }) => distance)),
    iterationsToTolerance: reached.length === 0 ? null : median(reached)!,
    results,
  };
}
