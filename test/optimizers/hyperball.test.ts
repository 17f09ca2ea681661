import { describe, expect, test } from 'vitest';
import { trained } from './matrix-rules.ts';
import { mapMember, randomMember } from './trial.ts';

const shapes = { 'a.kernel': [3, 4], 'a.bias': [1, 4] } as const;
const initial = randomMember(shapes, 1);
const gradients = [2, 3, 4].map((seed) => randomMember(shapes, seed));
const norm = (values: readonly number[]) => Math.hypot(...values);
const start = norm(initial['a.kernel']!.values);

describe('HYPERBALL', () => {
  test('keeps the norm of kernels, and leaves biases to the rule inside', () => {
    const own = trained('HYPERBALL(ADAM(lr=0.1))', initial, gradients);
    expect(norm(own['a.kernel']!)).toBeCloseTo(start, 5);
    expect(own['a.bias']).toEqual(trained('ADAM(lr=0.1)', initial, gradients)['a.bias']);
  });

  test('steps alike however long the updates are', () => {
    const long = gradients.map((each) => mapMember(each, (value) => 1e4 * value));
    const [one, other] = [gradients, long].map((given) => trained('HYPERBALL(SGD(lr=0.1))', initial, given));
    one!['a.kernel']!.forEach((value, i) => {
      expect(value).toBeCloseTo(other!['a.kernel']![i]!, 4);
    });
  });

  test('obeys the schedule', () => {
    const half = trained('HYPERBALL(SGD(lr=0.1))', initial, gradients, { learningRateScale: 0.5 });
    const low = trained('HYPERBALL(SGD(lr=0.05))', initial, gradients);
    half['a.kernel']!.forEach((value, i) => {
      expect(value).toBeCloseTo(low['a.kernel']![i]!, 5);
    });
  });

  test('never moves a tensor of zeros, and turns NaN into NaN', () => {
    const zero = mapMember(initial, () => 0);
    const own = trained('HYPERBALL(SGD(lr=0.1),on=all)', zero, gradients);
    expect([...own['a.kernel']!, ...own['a.bias']!].every((value) => value === 0)).toBe(true);
    const broken = trained('HYPERBALL(SGD(lr=0.1))', initial, [mapMember(gradients[0]!, () => Number.NaN)]);
    expect(broken['a.kernel']!.every(Number.isNaN)).toBe(true);
  });
});

test('RELATIVE_UPDATE moves a kernel by the learning rate times its norm', () => {
  const own = trained('RELATIVE_UPDATE(SGD(lr=0.1))', initial, gradients.slice(0, 1));
  const { values } = initial['a.kernel']!;
  expect(norm(own['a.kernel']!.map((value, i) => value - values[i]!))).toBeCloseTo(0.1 * start, 5);
});

test('RADIAL_BRAKE leaves a share of the growth, and all of the shrinking', () => {
  const along = (sign: number) => [mapMember(initial, (value) => sign * value)];
  const grown = trained('RADIAL_BRAKE(SGD(lr=0.1),outward_scale=0.25)', initial, along(-1));
  expect(norm(grown['a.kernel']!)).toBeCloseTo(start * 1.025, 5);
  const shrunk = trained('RADIAL_BRAKE(SGD(lr=0.1),outward_scale=0.25)', initial, along(1));
  expect(norm(shrunk['a.kernel']!)).toBeCloseTo(start * 0.9, 5);
});
