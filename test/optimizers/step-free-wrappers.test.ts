import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { erfi } from '../../src/optimizers/transforms/erfi.ts';
import * as tf from '../../src/tensors/tf.ts';
import { follow } from './follow.ts';

/** 2/√π Σ x^(2j+1) / (j! (2j+1)), all of whose terms have one sign. */
function series(x: number): number {
  let [term, sum] = [x, 0];
  for (let j = 0; j < 400; j++) {
    sum += term / (2 * j + 1);
    term *= x ** 2 / (j + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

test('The imaginary error function is that of its series, from tiny numbers to 9, where it stops', () => {
  const points = [-8.5, -3, -0.5, -1e-6, 0, 1e-20, 1e-3, 0.7, 1, 2, 2.9, 3.1, 5, 9];
  const found = erfi(tf.tensor(points, [1, 1, points.length])).dataSync();
  points.forEach((x, index) => {
    expect(Math.abs(found[index]! - series(x))).toBeLessThanOrEqual(1e-5 * Math.abs(series(x)));
  });
  expect(erfi(tf.tensor([50], [1, 1, 1])).dataSync()[0]! / series(9)).toBeCloseTo(1, 4);
});

const start = { a: { shape: [1, 2], values: [1, -2] } } as const;
/** The gradient points one way, then the other, then to the minimum at 3. */
const turning = (values: readonly number[], step: number) =>
  values.map((x) => (step < 8 ? 1 : step < 12 ? -5 : x - 3));

describe('TRAC', () => {
  const course = (spec: string) => follow(spec, start, turning, 400).path;
  const settings = 's_prev=0.2,betas=[0.8,0.95]';

  test('stays at the start for ever once the scale has become negative', () => {
    expect(course(`TRAC(SGD(lr=0.1),${settings})`).at(-1)).toEqual([1, -2]);
  });

  test('can recover with store_delta', () => {
    const last = course(`TRAC(SGD(lr=0.1),${settings},store_delta=true)`).at(-1)!;
    expect(last).not.toEqual([1, -2]);
  });
});

test('MECHANIC makes way in single precision from a scale that no parameter can feel', () => {
  const path = follow('MECHANIC(SGD(lr=0.1))', start, (values) => values.map((x) => x - 3), 200).path;
  expect(Math.max(...path.at(-1)!.map((x) => Math.abs(x - 3)))).toBeLessThan(0.5);
});

test('Members of one population have as many learners each', () => {
  expect(() => makeOptimizer(['TRAC(ADAM,betas=[0.9])', 'TRAC(ADAM)'])).toThrow('the same number of betas');
});
