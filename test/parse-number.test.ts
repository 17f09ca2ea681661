import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCall, parseValue } from '../src/call-expression.ts';
import { parseNumber } from '../src/parse-number.ts';

test.each<[string, number | undefined]>([
  ['10k', 10_000],
  ['100K', 100_000],
  ['2M', 2_000_000],
  ['4.1k', 4100],
  ['1.5M', 1_500_000],
  ['1_000', 1000],
  ['50_000', 50_000],
  ['1e5', 100_000],
  ['+.5', 0.5],
  ['-3.', -3],
  ['2m', undefined],
  ['1__0', undefined],
  ['_1', undefined],
  ['1_', undefined],
  ['1e', undefined],
  ['1kk', undefined],
  ['10k steps', undefined],
  ['1,000', undefined],
  ['', undefined],
])('"%s" is the number %s', (text, number) => {
  expect(parseNumber(text)).toBe(number);
});

test('Every number is read as JavaScript reads it', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
      (number) => {
        expect(parseNumber(String(number))).toBe(number);
        expect(parseNumber(number.toExponential())).toBe(number);
      },
    ),
  );
});

test('Thousands and millions are exact', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999 }), (thousandths) => {
      expect(parseNumber(`${(thousandths / 1000).toFixed(3)}k`)).toBe(thousandths);
      expect(parseNumber(`${(thousandths / 1000).toFixed(3)}M`)).toBe(thousandths * 1000);
    }),
  );
});

test('Settings take the same numbers', () => {
  expect(parseValue('20k')).toBe(20_000);
  expect(parseCall('ppo(num_steps=2k,sizes=[1_0,1e2])').settings).toEqual({
    num_steps: 2000,
    sizes: [10, 100],
  });
  expect(parseValue('"20k"')).toBe('20k');
});
