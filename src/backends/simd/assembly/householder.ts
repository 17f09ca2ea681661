/** Householder's reflections I − u uᵀ / h, which turn a vector into a multiple of the first unit vector. */
import { addMultiple, clear, startOf } from './double-rows';

/**
 * What a reflection makes of the first number of a vector. Its u differs from the vector in that number alone, which is
 * `first − turned` there.
 *
 * @param norm of the whole vector.
 */
@inline
export function turnedFrom(first: f64, norm: f64): f64 {
  return first > 0 ? -norm : norm;
}

/** 1 / h */
@inline
export function factorOf(first: f64, square: f64, norm: f64): f64 {
  return 1 / (square + Math.abs(first) * norm);
}

/**
 * Applies a reflection to the rows `top` to `m − 1` of a matrix, from column `first` on.
 *
 * @param u its vector, of which the numbers for two rows are `step` bytes apart.
 * @param w a row of room.
 */
export function reflect(
  matrix: usize, u: usize, step: usize, factor: f64, w: usize, top: i32, first: i32, m: i32, length: i32,
): void {
  const row = <usize>length << 3;
  const start = startOf(first);
  clear(w, start, length);
  for (let i = top; i < m; i++) {
    addMultiple(w, matrix + <usize>i * row, f64.load(u + <usize>i * step), start, length);
  }
  clear(w, start, first);
  for (let i = top; i < m; i++) {
    addMultiple(matrix + <usize>i * row, w, -(f64.load(u + <usize>i * step) * factor), start, length);
  }
}
