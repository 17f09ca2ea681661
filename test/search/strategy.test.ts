import fc from 'fast-check';
import { expect, test } from 'vitest';
import { perturbation } from '../../src/meta-train/perturbation.ts';
import { centredRanks, estimatedGradient } from '../../src/search/index.ts';
import { goldenCases, near } from './golden.ts';

test('ranks go from -½ to ½, of equals the first one is the worse', () => {
  expect(centredRanks([3, 1, 3, 2, 9])).toEqual([0, -0.5, 0.25, -0.25, 0.5]);
});

test('what is no number is worse than all numbers, the infinite ones too', () => {
  expect(centredRanks([Number.NEGATIVE_INFINITY, Number.NaN, 5])).toEqual([0, -0.5, 0.5]);
});

test('ranks sum to zero and do not care for the scale of the fitness', () => {
  const fitness = fc.array(fc.oneof(fc.integer(), fc.constant(Number.NaN)), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(fitness, (values) => {
      const ranks = centredRanks(values);
      expect(ranks.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0, 9);
      expect(centredRanks(values.map((value) => 2 * value + 7))).toEqual(ranks);
    }),
  );
});

test('a perturbation is named by seed, generation and pair', () => {
  const drawn = perturbation(1, 2, 3, 5);
  expect(perturbation(1, 2, 3, 5)).toEqual(drawn);
  for (const other of [perturbation(2, 2, 3, 5), perturbation(1, 3, 3, 5), perturbation(1, 2, 4, 5)]) {
    expect(other).not.toEqual(drawn);
  }
});

test('the gradient of a linear fitness is found on average', () => {
  const slope = [3, -1, 0];
  const pairs = 4000;
  const drawn = Array.from({ length: pairs }, (_, pair) => perturbation(1, 1, pair, 3));
  const directions = [...drawn, ...drawn.map((each) => each.map((value) => -value))];
  const sigma = 0.1;
  const fitness = directions.map(
    (each) => sigma * each.reduce((sum, value, index) => sum + slope[index]! * value, 0),
  );
  const gradient = estimatedGradient(directions, fitness, sigma);
  for (const [index, value] of gradient.entries()) expect(Math.abs(value - slope[index]!)).toBeLessThan(0.2);
});

interface Recorded {
  readonly id: string;
  readonly kind: string;
  readonly inputs: {
    readonly fitness: readonly number[];
    readonly noise: readonly (readonly number[])[];
    readonly fitness_plus: readonly number[];
    readonly fitness_minus: readonly number[];
    readonly sigma: number;
  };
  readonly expected: { readonly ranks: readonly number[]; readonly gradient_ascent: readonly number[] };
}

const recorded = goldenCases<Recorded>('systems/evolution.json');
const ofKind = (kind: string) =>
  recorded.filter((each) => each.kind === kind).map((each) => [each.id, each] as const);

test.each(ofKind('ranks'))('%s as recorded', (_id, { inputs, expected }) => {
  near(centredRanks(inputs.fitness), expected.ranks, 1e-8);
});

test('equals may share the mean of their ranks', () => {
  expect(centredRanks([3, -1, 3, 0, 10], 'mean')).toEqual([0.125, -0.5, 0.125, -0.25, 0.5]);
  expect(centredRanks([2, 2, 2], 'mean')).toEqual([0, 0, 0]);
});

test.each(ofKind('es_gradient'))('%s as recorded', (_id, { inputs, expected }) => {
  const plus = inputs.noise.map((each) => Float64Array.from(each));
  const directions = [...plus, ...plus.map((each) => each.map((value) => -value))];
  const fitness = [...inputs.fitness_plus, ...inputs.fitness_minus];
  near(estimatedGradient(directions, fitness, inputs.sigma), expected.gradient_ascent, 1e-8);
});
