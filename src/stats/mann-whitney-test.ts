import { pow } from '../pow.ts';
import type { Alternative } from './alternative.ts';
import { mannWhitneyU } from './probability-of-improvement.ts';
import { sorted } from './sorted.ts';
import { normalCdf } from './special/normal.ts';

export interface MannWhitneyOptions {
  /** Default two-sided. */
  readonly alternative?: Alternative;
  /**
   * `exact` counts all orders in which the values could have come and knows no ties; `asymptotic` is the normal
   * approximation. The default, `auto`, is exact without ties where a sample has at most eight values, as SciPy chooses.
   */
  readonly method?: 'auto' | 'exact' | 'asymptotic';
  /** Whether the approximation moves U by ½ towards its mean. Default true. */
  readonly continuity?: boolean;
}

export interface MannWhitney {
  /** Of x: pairs in which x is larger, ties counting half. */
  readonly u: number;
  readonly p: number;
  readonly method: 'exact' | 'asymptotic';
}

/**
 * Mann and Whitney's rank test (1947), as SciPy's `mannwhitneyu`. The approximation corrects the variance for ties.
 * Undefined if either sample is empty.
 *
 * @throws RangeError of NaN.
 */
export function mannWhitneyTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { alternative = 'two-sided', method = 'auto', continuity = true }: MannWhitneyOptions = {},
): MannWhitney | undefined {
  if (x.length === 0 || y.length === 0) return undefined;
  const pairs = x.length * y.length;
  const u = mannWhitneyU(x, y);
  const extreme = { 'two-sided': Math.max(u, pairs - u), less: pairs - u, greater: u }[alternative];
  const sides = alternative === 'two-sided' ? 2 : 1;
  const ties = tieSizes(x, y);
  const few = Math.min(x.length, y.length) <= 8 && ties.length === 0;
  const chosen = method === 'auto' ? (few ? 'exact' : 'asymptotic') : method;
  const tail =
    chosen === 'exact'
      ? exactTail(extreme, x.length, y.length)
      : normalTail(extreme, x.length, y.length, ties, continuity ? 0.5 : 0);
  return { u, p: Math.min(1, sides * tail), method: chosen };
}

/** How many values each group of equal ones has, groups of one left out. */
function tieSizes(x: ArrayLike<number>, y: ArrayLike<number>): number[] {
  const all = sorted([...Array.from(x), ...Array.from(y)]);
  const sizes: number[] = [];
  let start = 0;
  for (let i = 1; i <= all.length; i++) {
    if (i < all.length && all[i] === all[start]) continue;
    if (i - start > 1) sizes.push(i - start);
    start = i;
  }
  return sizes;
}

function normalTail(u: number, nx: number, ny: number, ties: readonly number[], continuity: number): number {
  const n = nx + ny;
  const tied = ties.reduce((sum, t) => sum + pow(t, 3) - t, 0);
  const variance = ((nx * ny) / 12) * (n + 1 - tied / (n * (n - 1)));
  // All values alike: there is nothing to tell apart.
  if (!(variance > 0)) return 1;
  return normalCdf((continuity + (nx * ny) / 2 - u) / Math.sqrt(variance));
}

/** P(U ≥ u) when every order of the values is as likely as any other. */
function exactTail(u: number, nx: number, ny: number): number {
  const probabilities = distribution(nx, ny);
  let tail = 0;
  for (let k = probabilities.length - 1; k >= Math.ceil(u); k--) tail += probabilities[k]!;
  return tail;
}

/**
 * P(U = 0), P(U = 1), …, by the largest value: it is one of the m of x with probability m/(m + n), and then exceeds all
 * n of y (Mann & Whitney 1947).
 */
function distribution(nx: number, ny: number): Float64Array {
  // U and nₓ·n_y − U are distributed alike, so the sizes may change places.
  const [few, many] = nx < ny ? [nx, ny] : [ny, nx];
  // What the values of y so far have to say, for 0, 1, … values of x.
  let row = Array.from({ length: few + 1 }, () => Float64Array.of(1));
  for (let n = 1; n <= many; n++) {
    const next = [Float64Array.of(1)];
    for (let m = 1; m <= few; m++) {
      const share = m / (m + n);
      const probabilities = new Float64Array(m * n + 1);
      next[m - 1]!.forEach((p, k) => {
        probabilities[k + n]! += share * p;
      });
      row[m]!.forEach((p, k) => {
        probabilities[k]! += (1 - share) * p;
      });
      next.push(probabilities);
    }
    row = next;
  }
  return row[few]!;
}
