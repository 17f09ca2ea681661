import { expect, test } from 'vitest';
import { NodeFits } from '../../envs/dag/node-fits.ts';
import { extremeOrder, scoreOf, weightsOf } from '../../envs/dag/orders.ts';
import { acyclicity, candidates, topologicalSwaps } from '../../src/studies/topological-swaps.ts';
import { expectClose, flat, goldenCases } from '../agents/golden.ts';

const tolerance = 1e-8;

type Rows = number[][];

interface Case<I, E> {
  readonly id: string;
  readonly kind: string;
  readonly inputs: I;
  readonly expected: E;
}

function cases<I, E>(kind: string): Case<I, E>[] {
  return goldenCases<Case<I, E>>('topo', 'systems').filter((each) => each.kind === kind);
}

test.each(
  cases<
    { X: Rows; order: number[]; size_small: number; size_large: number; large_searches: number },
    {
      initial_W: Rows;
      initial_score: number;
      initial_h: number;
      initial_grad_h: Rows;
      candidates_small: Rows;
      candidates_large: Rows;
      orders: Rows;
      scores: number[];
      final_W: Rows;
      optimum_by_enumeration: number;
    }
  >('topo'),
)('$id', ({ inputs, expected }) => {
  const { X, order, size_small: small, size_large: large, large_searches: largeSearches } = inputs;
  const fits = new NodeFits(X);
  const w = weightsOf(fits, order);
  expectClose(flat(w), expected.initial_W, tolerance, 'W');
  expectClose(scoreOf(fits, order), expected.initial_score, tolerance, 'score');
  const { h, gradient } = acyclicity(w);
  expectClose([h, ...flat(gradient)], [expected.initial_h, ...flat(expected.initial_grad_h)], tolerance, 'h');
  expect(candidates(order, gradient, small)).toEqual(expected.candidates_small);
  expect(candidates(order, gradient, large)).toEqual(expected.candidates_large);
  const { way } = topologicalSwaps(fits, order, { small, large, largeSearches });
  expect(way.map((each) => each.order)).toEqual(expected.orders);
  expectClose(
    way.map(({ score }) => score),
    expected.scores,
    tolerance,
    'scores',
  );
  expectClose(flat(weightsOf(fits, way.at(-1)!.order)), expected.final_W, tolerance, 'last W');
  expectClose(
    scoreOf(fits, extremeOrder(fits, 'lowest')),
    expected.optimum_by_enumeration,
    tolerance,
    'best',
  );
});

test.each(cases<{ W: Rows }, { h: number; grad_h: Rows }>('h'))('$id', ({ inputs, expected }) => {
  const { h, gradient } = acyclicity(inputs.W);
  expectClose([h, ...flat(gradient)], [expected.h, ...flat(expected.grad_h)], tolerance);
});

test.each(cases<{ X: Rows; order: number[] }, { W: Rows; score: number }>('fit'))(
  '$id',
  ({ inputs, expected }) => {
    const fits = new NodeFits(inputs.X);
    expectClose(flat(weightsOf(fits, inputs.order)), expected.W, tolerance, 'W');
    expectClose(scoreOf(fits, inputs.order), expected.score, tolerance, 'score');
  },
);
