import { addMultiple, at, clear, fillNaN, paddedLength, put, widen } from './double-rows';
import { decompose, valuesIn, vectorsIn } from './symmetric-matrix';

/** Where the largest of the eigenvalues that are left is, the first of several. NaN has been taken. */
function indexOfLargest(values: usize, n: i32): i32 {
  let best = -1;
  for (let k = 0; k < n; k++) {
    const value = at(values, k);
    if (value == value && (best < 0 || value > at(values, best))) best = k;
  }
  return best;
}

/** −1 where the largest entry by magnitude, the first of several, is negative. */
function signOf(vector: usize, n: i32): f64 {
  let best: f64 = 0;
  for (let j = 0; j < n; j++) {
    const entry = at(vector, j);
    if (Math.abs(entry) > Math.abs(best)) best = entry;
  }
  return best < 0 ? -1 : 1;
}

/**
 * Eigenvalues of one symmetric matrix, the largest first, and its eigenvectors, a column each, whose largest entry by
 * magnitude is positive; NaN for a matrix that is not finite.
 *
 * @param room for `2 n + 4` rows of n doubles, each padded to a multiple of eight.
 */
export function symmetricEigen(values: usize, vectors: usize, x: usize, room: usize, n: i32): void {
  if (!widen(room, x, n, n)) {
    fillNaN(values, n);
    fillNaN(vectors, n * n);
    return;
  }
  decompose(room, n);
  const d = valuesIn(room, n);
  const row = <usize>paddedLength(n) << 3;
  for (let place = 0; place < n; place++) {
    const k = indexOfLargest(d, n);
    // What did not end in numbers stays as it is in its place.
    const taken = k < 0 ? place : k;
    const vector = vectorsIn(room, n) + <usize>taken * row;
    f32.store(values + (<usize>place << 2), <f32>at(d, taken));
    put(d, taken, NaN);
    const sign = signOf(vector, n);
    for (let j = 0; j < n; j++) {
      f32.store(vectors + (<usize>(j * n + place) << 2), <f32>(sign * at(vector, j)));
    }
  }
}

/**
 * The power −1 or 1 (`inverse`) of one symmetric positive semi-definite matrix after so many square roots of it; NaN for
 * a matrix that is not finite. Eigenvalues below n · 2⁻²³ of the largest count as that, and all powers of zero are zero.
 *
 * @param room as of `symmetricEigen`.
 */
export function symmetricRoot(out: usize, x: usize, room: usize, n: i32, roots: i32, inverse: bool): void {
  if (!widen(room, x, n, n)) {
    fillNaN(out, n * n);
    return;
  }
  decompose(room, n);
  const d = valuesIn(room, n);
  const length = paddedLength(n);
  const row = <usize>length << 3;
  let largest = at(d, 0);
  let smallest = largest;
  for (let k = 1; k < n; k++) {
    largest = Math.max(largest, at(d, k));
    smallest = Math.min(smallest, at(d, k));
  }
  const least = <f64>n * 1.1920928955078125e-7 * Math.max(largest, -smallest);
  // The matrix is not needed any more: the sum takes its place.
  clear(room, 0, n * length);
  for (let k = 0; k < n; k++) {
    if (least == 0) break;
    let power = Math.max(at(d, k), least);
    for (let root = 0; root < roots; root++) power = Math.sqrt(power);
    if (inverse) power = 1 / power;
    const vector = vectorsIn(room, n) + <usize>k * row;
    for (let i = 0; i < n; i++) addMultiple(room + <usize>i * row, vector, at(vector, i) * power, 0, length);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++, out += 4) f32.store(out, <f32>at(room + <usize>i * row, j));
  }
}
