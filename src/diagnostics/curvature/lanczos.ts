import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** What some products with a symmetric matrix say of its spectrum. */
export interface Spectrum {
  /** Diagonal and off-diagonal of the tridiagonal matrix that the iteration has made, `[steps]` and `[steps - 1]`. */
  readonly alpha: readonly number[];
  readonly beta: readonly number[];
  /** Its eigenvalues, ascending: the outermost come closest to those of the matrix, and never lie beyond them. */
  readonly ritzValues: readonly number[];
}

/** Below this share of the matrix's size a remainder is rounding: an invariant subspace is exhausted. */
const nothing = 1e-12;

/**
 * The Lanczos iteration for a symmetric matrix of which only products are known, in double precision, with full
 * re-orthogonalisation, twice in each step. Yields the unit vector whose product it needs next and is handed that product.
 *
 * Source: Paige 1971; Parlett 1998, The Symmetric Eigenvalue Problem, chapter 13.
 *
 * @param start `[n]`, not 0. @param steps at most; it ends before where the start has no part in other eigenvectors.
 * @returns undefined where a product has anything that is not finite.
 */
export function* lanczos(
  start: ArrayLike<number>,
  steps: number,
): Generator<Float64Array, Spectrum | undefined, ArrayLike<number>> {
  const basis: Float64Array[] = [];
  const [alpha, beta]: [number[], number[]] = [[], []];
  let next = Float64Array.from(start);
  let length = Math.sqrt(dot(next, next));
  while (basis.length < Math.min(steps, start.length)) {
    const direction = next.map((value) => value / length);
    basis.push(direction);
    next = Float64Array.from(yield direction);
    if (!next.every(Number.isFinite)) return undefined;
    const size = Math.sqrt(dot(next, next));
    alpha.push(dot(direction, next));
    for (let time = 0; time < 2; time++) for (const other of basis) removePart(next, other);
    length = Math.sqrt(dot(next, next));
    if (length <= nothing * size) break;
    beta.push(length);
  }
  beta.length = alpha.length - 1;
  return { alpha, beta, ritzValues: tridiagonalEigenvalues(alpha, beta) };
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function removePart(vector: Float64Array, unit: Float64Array): void {
  const share = dot(vector, unit);
  for (let i = 0; i < vector.length; i++) vector[i]! -= share * unit[i]!;
}

function tridiagonalEigenvalues(alpha: readonly number[], beta: readonly number[]): number[] {
  const matrix = Matrix.diag([...alpha]);
  for (const [row, value] of beta.entries()) {
    matrix.set(row, row + 1, value);
    matrix.set(row + 1, row, value);
  }
  return new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues;
}
