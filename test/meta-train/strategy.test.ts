import fc from 'fast-check';
import { expect, test } from 'vitest';
import { centredRanks } from '../../src/meta-train/strategy/centred-ranks.ts';
import { estimatedGradient } from '../../src/meta-train/strategy/estimated-gradient.ts';
import { perturbation } from '../../src/meta-train/strategy/perturbation.ts';

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
