import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { type Matrix, memberValues, populate, randomMember, start } from './trial.ts';

/** What the wrapped optimizer is given for a gradient. */
function seen(parameter: Matrix, gradient: readonly number[]): number[] {
  const optimizer = makeOptimizer('PERPGRAD(SGD(lr=1))');
  const { params, state } = start(optimizer, [{ p: parameter }]);
  const given = populate([{ p: { shape: parameter.shape, values: gradient } }]);
  return memberValues(optimizer.update(given, state, params, { step: 1 }).updates, 0)[0]!.map((x) => -x);
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

test('PERPGRAD leaves a gradient of the same length across the parameters of each tensor', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 2, max: 6 }),
      fc.nat(),
      (rows, columns, seed) => {
        const { p } = randomMember({ p: [rows, columns] }, seed);
        const { g } = randomMember({ g: [rows, columns] }, seed + 1);
        const found = seen(p!, g!.values);
        const [lengthP, lengthG] = [p!, g!].map(({ values }) => Math.hypot(...values)) as [number, number];
        expect(Math.abs(dot(found, p!.values))).toBeLessThan(1e-3 * lengthP * lengthG);
        expect(Math.hypot(...found) / lengthG).toBeCloseTo(1, 4);
        expect(dot(found, g!.values)).toBeGreaterThan(0);
      },
    ),
  );
});

test('PERPGRAD passes the gradient of a tensor of zeros and of a tensor of one number', () => {
  expect(seen({ shape: [1, 2], values: [0, 0] }, [3, 4])).toEqual([3, 4]);
  expect(seen({ shape: [1, 1], values: [0.3] }, [0.5])).toEqual([0.5]);
  expect(seen({ shape: [1, 1], values: [0.1] }, [0.7])[0]).toBeCloseTo(0.7, 6);
});

test('PERPGRAD leaves nothing of a gradient along the parameters', () => {
  const values = [0.1, -0.7, 1.3];
  const along = values.map((value) => 3 * value);
  expect(seen({ shape: [1, 3], values }, along).map(Math.abs)).toEqual([0, 0, 0]);
});

test('PERPGRAD hides no gradient that is not a number', () => {
  expect(seen({ shape: [1, 2], values: [1, 2] }, [Number.NaN, 1])).toEqual([Number.NaN, Number.NaN]);
});

test('PERPGRAD lets what it wraps ask for gradients elsewhere, across the parameters there', () => {
  const optimizer = makeOptimizer('PERPGRAD(SAM(SGD(lr=1),rho=1))');
  const params = populate([{ p: { shape: [1, 2], values: [1, 0] } }]);
  const [first, second] = [
    [0, 2],
    [3, 0],
  ].map((values) => populate([{ p: { shape: [1, 2], values } }]));
  const { updates } = optimizer.update(first!, optimizer.init(params), params, {
    step: 1,
    gradientAt: () => second!,
  });
  // From (1, 0) the climb leads to (1, 1); across that, a gradient of (3, 0) is (3, -3) / √2.
  const [x, y] = memberValues(updates, 0)[0]!;
  expect(x).toBeCloseTo(-3 / Math.SQRT2, 5);
  expect(y).toBeCloseTo(3 / Math.SQRT2, 5);
});
