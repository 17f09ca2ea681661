import { expect, test } from 'vitest';
import { privateSarah } from '../../src/studies/private-sarah.ts';
import { expectClose, goldenCases } from '../agents/golden.ts';

type Matrix = readonly (readonly number[])[];
interface Case {
  readonly kind: string;
  readonly id: string;
  readonly inputs: Readonly<Record<'lr' | 'restart' | 'C1' | 'C2' | 'noise_multiplier' | 'steps', number>> & {
    readonly [key in 'a' | 'b' | 'noise']: Matrix;
  } & { readonly x0: readonly number[] };
  readonly expected: {
    readonly x: Matrix;
    readonly estimator: Matrix;
    readonly noise_std: readonly number[];
  };
}

// Plain numbers in double precision everywhere.
const tolerance = 1e-9;
const cases = goldenCases<Case>('diff2', 'systems').filter(({ kind }) => kind === 'diff2');

test.each(cases)('$id', ({ inputs, expected }) => {
  const { a, b, x0, lr, restart, C1, C2, noise_multiplier, noise, steps } = inputs;
  const sum = {
    samples: a.length,
    gradient: (sample: number, x: Float64Array) =>
      x.map((value, index) => a[sample]![index]! * (value - b[sample]![index]!) + 0.5 * Math.sin(value)),
  };
  const draws = noise[Symbol.iterator]();
  const way = privateSarah(
    sum,
    new Float64Array(x0),
    { lr, restart, c1: C1, c2: C2, z: noise_multiplier },
    () => new Float64Array(draws.next().value!),
  );
  const made = Array.from({ length: steps }, () => way.next().value);
  expectClose(
    made.flatMap(({ x }) => [...x]),
    expected.x,
    tolerance,
    'x',
  );
  expectClose(
    made.flatMap(({ estimate }) => [...estimate]),
    expected.estimator,
    tolerance,
    'estimator',
  );
  expectClose(
    made.map((step) => step.noise),
    expected.noise_std,
    tolerance,
    'noise',
  );
});

test('all six ways are there', () => {
  expect(cases).toHaveLength(6);
});
