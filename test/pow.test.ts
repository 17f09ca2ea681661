import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pow } from '../src/pow.ts';
import { RandomStream } from '../src/random.ts';

const values = { noNaN: true, noDefaultInfinity: true } as const;

test('a decay to the power of a step is what it was recorded to be, in every Node', () => {
  // By `**` of Node 20; that of Node 24 has 0.6561, 0.9841194418156399 and 0.3584859224085419.
  expect(pow(0.9, 4)).toBe(0.6561000000000001);
  expect(pow(0.999, 16)).toBe(0.98411944181564);
  expect(pow(0.95, 20)).toBe(0.35848592240854193);
});

test('a hundred thousand others are as `**` in Node 20 has them', () => {
  const stream = RandomStream.of(1, 'pow');
  const powers = Float64Array.from({ length: 100_000 }, (_, index) =>
    pow(
      (index % 2 === 0 ? 1 : 100) * stream.uniform(),
      (stream.uniform() - 0.5) * (index % 3 === 0 ? 1000 : 4),
    ),
  );
  expect(createHash('sha256').update(powers).digest('hex')).toBe(
    'ca04cb1ac9a6bb9106489a9c88930575eae15c79d8e5ae5995bc261a56e7d544',
  );
});

test('it differs from what this Node computes in the last digits at most', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-3, max: 1e3, ...values }),
      fc.double({ min: -20, max: 20, ...values }),
      (x, y) => {
        expect(Math.abs(pow(x, y) / x ** y - 1)).toBeLessThan(1e-14);
      },
    ),
  );
});

test('signs, zeros, infinities and what is not a number are those of `**`', () => {
  const special = [0, -0, 1, -1, 2, -2, 0.5, 5e-324, 1e308, Infinity, -Infinity, Number.NaN];
  const exponents = [
    0,
    -0,
    1,
    -1,
    2,
    -2,
    0.5,
    1025,
    -1080,
    1e10,
    1e300,
    -1e300,
    Infinity,
    -Infinity,
    Number.NaN,
  ];
  for (const x of special) for (const y of exponents) expect(pow(x, y), `${x} ** ${y}`).toBe(x ** y);
});
