import { at, clear, fillNaN, paddedLength, put, widen } from './double-rows';
import { factorOf, reflect, turnedFrom } from './householder';

/**
 * The QR decomposition of one matrix by Householder's reflections: with k = min(m, n), q `[m, k]` with orthonormal columns
 * and r `[k, n]`, upper triangular with a diagonal that is not negative; NaN for a matrix that is not finite.
 *
 * @param room for `2 m + 3` rows of n doubles, each padded to a multiple of eight.
 */
export function qr(q: usize, r: usize, x: usize, room: usize, m: i32, n: i32): void {
  const least = m < n ? m : n;
  if (!widen(room, x, m, n)) {
    fillNaN(q, m * least);
    fillNaN(r, least * n);
    return;
  }
  const length = paddedLength(n);
  const row = <usize>length << 3;
  const product = room + <usize>m * row;
  const diagonal = product + <usize>m * row;
  const inverse = diagonal + row;
  const w = inverse + row;
  for (let k = 0; k < least; k++) {
    // Column k becomes the vector u of the reflection I − u uᵀ / h.
    const top = room + <usize>k * row;
    const first = at(top, k);
    let below: f64 = 0;
    for (let i = k + 1; i < m; i++) {
      const entry = at(room + <usize>i * row, k);
      below += entry * entry;
    }
    put(diagonal, k, first);
    put(inverse, k, 0);
    if (below == 0) continue;
    const square = first * first + below;
    const norm = Math.sqrt(square);
    const turned = turnedFrom(first, norm);
    const factor = factorOf(first, square, norm);
    put(diagonal, k, turned);
    put(inverse, k, factor);
    put(top, k, first - turned);
    reflect(room, room + (<usize>k << 3), row, factor, w, k, k + 1, m, length);
  }
  clear(product, 0, m * length);
  for (let j = 0; j < least; j++) put(product + <usize>j * row, j, 1);
  for (let k = least - 1; k >= 0; k--) {
    if (at(inverse, k) == 0) continue;
    reflect(product, room + (<usize>k << 3), row, at(inverse, k), w, k, k, m, length);
  }
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < least; j++, q += 4) {
      const entry = at(product + <usize>i * row, j);
      f32.store(q, <f32>(at(diagonal, j) < 0 ? -entry : entry));
    }
  }
  for (let i = 0; i < least; i++) {
    const negative = at(diagonal, i) < 0;
    for (let j = 0; j < n; j++, r += 4) {
      const entry = j == i ? at(diagonal, i) : at(room + <usize>i * row, j);
      f32.store(r, j < i ? <f32>0 : <f32>(negative ? -entry : entry));
    }
  }
}
