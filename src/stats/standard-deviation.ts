import { mean } from './mean.ts';

/** Sample standard deviation, with n - 1 in the denominator; undefined of fewer than two values. */
export function standardDeviation(values: ArrayLike<number>): number | undefined {
  if (values.length < 2) return undefined;
  const centre = mean(values)!;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - centre) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}
