import type { RandomStream } from '../../src/random.ts';

/**
 * A random matrix with orthonormal rows or columns, whichever are fewer, times `gain` (Saxe, McClelland & Ganguli
 * 2014). Gram–Schmidt on a normal matrix is its QR decomposition with a positive diagonal, which is the distribution of
 * PyTorch's `orthogonal_`.
 *
 * @returns `rows * columns` numbers, row-major.
 */
export function orthogonal(rows: number, columns: number, gain: number, stream: RandomStream): Float64Array {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const vectors: Float64Array[] = [];
  for (let index = 0; index < count; index++) {
    const vector = Float64Array.from({ length }, () => stream.normal());
    // Twice is enough: the second pass removes what rounding left in the first (Giraud et al. 2005).
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) {
        let dot = 0;
        for (let i = 0; i < length; i++) dot += vector[i]! * other[i]!;
        for (let i = 0; i < length; i++) vector[i]! -= dot * other[i]!;
      }
    }
    const norm = Math.hypot(...vector);
    vectors.push(vector.map((value) => value / norm));
  }
  const matrix = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = rows < columns ? vectors[row]![column]! : vectors[column]![row]!;
      matrix[row * columns + column] = gain * value;
    }
  }
  return matrix;
}

/**
 * Uniform in ±gain·√(6 / (rows + columns)) (Glorot & Bengio 2010), as PyTorch's `xavier_uniform_`.
 *
 * @returns `rows * columns` numbers, row-major.
 */
export function xavierUniform(
  rows: number,
  columns: number,
  gain: number,
  stream: RandomStream,
): Float64Array {
  const bound = gain * Math.sqrt(6 / (rows + columns));
  return Float64Array.from({ length: rows * columns }, () => stream.uniform(-bound, bound));
}

/**
 * Uniform in ±1/√rows, but for a share `sparsity` of the rows of every column, rounded up, that is zero (Elsayed, Vasan &
 * Mahmood 2024, arXiv 2410.14606); one row at least is not, where the reference leaves units without any input.
 *
 * @returns `rows * columns` numbers, row-major.
 */
export function sparseUniform(
  rows: number,
  columns: number,
  sparsity: number,
  stream: RandomStream,
): Float64Array {
  const bound = 1 / Math.sqrt(rows);
  const matrix = Float64Array.from({ length: rows * columns }, () => stream.uniform(-bound, bound));
  const zeros = Math.min(Math.ceil(sparsity * rows), rows - 1);
  for (let column = 0; column < columns; column++) {
    for (const row of stream.permutation(rows).subarray(0, zeros)) matrix[row * columns + column] = 0;
  }
  return matrix;
}
