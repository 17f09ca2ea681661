import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/random.ts';
import {
  improvementInterval,
  improvementIntervals,
  probabilityOfImprovement,
  stratifiedBootstrapInterval,
  type TaskScores,
} from '../../src/stats/index.ts';

/** Scores of tasks that have other numbers of runs each; `values` of them are different, so that there are ties. */
function scores(name: string, runs: readonly number[], values: number): number[][] {
  const stream = RandomStream.of(3, name);
  return runs.map((count) => Array.from({ length: count }, () => stream.integer(values) - values / 2));
}

describe('improvementInterval(x, y)', () => {
  for (const method of ['percentile', 'bca'] as const) {
    test(`has the digits of a bootstrap of probabilityOfImprovement, ${method}`, () => {
      for (const values of [2, 4, 1000]) {
        const [x, y] = [scores('x', [3, 5, 10], values), scores('y', [4, 7, 3], values)];
        const chance = (drawn: TaskScores) => probabilityOfImprovement(drawn.slice(0, 3), drawn.slice(3));
        const options = { resamples: 200, seed: values, method };
        expect(improvementInterval(x, y, options)).toEqual(
          stratifiedBootstrapInterval([...x, ...y], chance, options),
        );
      }
    });
  }

  test('has the same digits in the company of other pairs', () => {
    const options = { resamples: 100, seed: 7 };
    const pairs = [
      { x: scores('a', [3, 5], 4), y: scores('b', [4, 7], 4) },
      { x: scores('c', [3, 5], 90), y: scores('d', [4, 6], 90) },
      { x: scores('e', [3, 5], 9), y: scores('f', [4, 7], 9) },
    ];
    expect(improvementIntervals(pairs, options)).toEqual(
      pairs.map(({ x, y }) => improvementInterval(x, y, options)),
    );
  });

  test('knows infinities, and that 0 and -0 are one score', () => {
    const lost = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(improvementInterval([[0, 1, Number.POSITIVE_INFINITY]], [lost])).toEqual([1, 1]);
    expect(improvementInterval([[0, -0, 0]], [[-0, 0, -0]])).toEqual([0.5, 0.5]);
  });

  test('is undefined of too few runs, and refuses NaN and other tasks', () => {
    expect(improvementInterval([[1, 2]], [[1, 2, 3]])).toBeUndefined();
    expect(improvementInterval([], [])).toBeUndefined();
    expect(() => improvementInterval([[1, 2, Number.NaN]], [[1, 2, 3]])).toThrow(RangeError);
    expect(() => improvementInterval([[1, 2, 3]], [])).toThrow('scores of 1 tasks against 0');
  });
});
