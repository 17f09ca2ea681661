import type { Alternative } from './alternative.ts';
import { mean } from './mean.ts';
import { studentTail } from './special/student-t.ts';
import { standardDeviation } from './standard-deviation.ts';

export interface TTest {
  readonly t: number;
  /** Degrees of freedom. */
  readonly df: number;
  readonly p: number;
}

/**
 * Welch's t test of equal means, variances unequal, with the degrees of freedom of Welch and Satterthwaite. Undefined
 * if a sample has fewer than two values. Without any spread t is 0 (equal) or infinite.
 *
 * @throws RangeError of NaN.
 */
export function welchTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  alternative: Alternative = 'two-sided',
): TTest | undefined {
  if (x.length < 2 || y.length < 2) return undefined;
  const errorX = standardDeviation(x)! ** 2 / x.length;
  const errorY = standardDeviation(y)! ** 2 / y.length;
  const squared = errorX + errorY;
  const df =
    squared === 0
      ? x.length + y.length - 2
      : squared ** 2 / (errorX ** 2 / (x.length - 1) + errorY ** 2 / (y.length - 1));
  return tTest(mean(x)! - mean(y)!, Math.sqrt(squared), df, alternative);
}

/**
 * Student's t test of equal means, variances taken to be equal. Undefined if a sample has fewer than two values.
 *
 * @throws RangeError of NaN.
 */
export function studentTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  alternative: Alternative = 'two-sided',
): TTest | undefined {
  if (x.length < 2 || y.length < 2) return undefined;
  const df = x.length + y.length - 2;
  const squares = (x.length - 1) * standardDeviation(x)! ** 2 + (y.length - 1) * standardDeviation(y)! ** 2;
  const error = Math.sqrt((squares / df) * (1 / x.length + 1 / y.length));
  return tTest(mean(x)! - mean(y)!, error, df, alternative);
}

function tTest(difference: number, error: number, df: number, alternative: Alternative): TTest {
  const t = difference === 0 ? 0 : difference / error;
  const p = {
    'two-sided': () => 2 * studentTail(Math.abs(t), df),
    less: () => studentTail(-t, df),
    greater: () => studentTail(t, df),
  }[alternative]();
  return { t, df, p };
}
