/** The eigenvectors of one symmetric matrix, in double precision. */
import { addMultiple, at, clear, dot, multiply, paddedLength, put, rotate, startOf, subtractTwo } from './double-rows';
import { factorOf, reflect, turnedFrom } from './householder';

const precision: f64 = 2.220446049250313e-16;
/** More than any eigenvalue has been seen to take. */
const mostRounds = 60;

/** Where the parts of a decomposition lie in the room of a kernel, `2 n + 4` rows. */
@inline
export function vectorsIn(room: usize, n: i32): usize {
  return room + (<usize>n * paddedLength(n) << 3);
}

@inline
export function valuesIn(room: usize, n: i32): usize {
  return room + (<usize>(2 * n) * paddedLength(n) << 3);
}

@inline
function rowOf(matrix: usize, n: i32, row: i32): usize {
  return matrix + (<usize>row * paddedLength(n) << 3);
}

/**
 * Turns the matrix at the beginning of a room into eigenvectors, a row each, and eigenvalues in no order: by Householder's
 * tridiagonalisation and the implicit QL iteration (Wilkinson & Reinsch 1971, II/2 and II/4).
 */
export function decompose(room: usize, n: i32): void {
  const d = valuesIn(room, n);
  const row = <usize>paddedLength(n) << 3;
  const e = d + row;
  tridiagonalise(room, d, e, n);
  iterate(vectorsIn(room, n), d, e, n);
}

/** Leaves Qᵀ of A = Q T Qᵀ where the eigenvectors shall be, and the two diagonals of T. */
function tridiagonalise(room: usize, d: usize, e: usize, n: i32): void {
  const length = paddedLength(n);
  const row = <usize>length << 3;
  /** What each reflection divides by, where it is one. */
  const inverse = e + row;
  const q = inverse + row;
  const vectors = vectorsIn(room, n);
  clear(e, 0, length);
  for (let k = 0; k < n; k++) {
    // The k-th row becomes the vector u of the reflection I − u uᵀ / h.
    const u = rowOf(room, n, k);
    put(d, k, at(u, k));
    put(inverse, k, 0);
    if (k == n - 1) break;
    const first = at(u, k + 1);
    const below = dot(u, u, k + 2, n);
    if (below == 0) {
      put(e, k, first);
      continue;
    }
    const start = startOf(k + 1);
    const square = first * first + below;
    const norm = Math.sqrt(square);
    const turned = turnedFrom(first, norm);
    const factor = factorOf(first, square, norm);
    put(e, k, turned);
    put(inverse, k, factor);
    clear(u, start, k + 1);
    put(u, k + 1, first - turned);
    clear(q, 0, length);
    for (let i = k + 1; i < n; i++) addMultiple(q, rowOf(room, n, i), at(u, i), start, length);
    multiply(q, factor, start, length);
    clear(q, start, k + 1);
    addMultiple(q, u, dot(u, q, k + 1, n) * factor * -0.5, start, length);
    for (let i = k + 1; i < n; i++) subtractTwo(rowOf(room, n, i), at(u, i), q, at(q, i), u, start, length);
  }
  gather(room, vectors, inverse, q, n);
  transpose(room, vectors, n);
}

/** The product of all reflections, whose vectors are the rows of the matrix. */
function gather(room: usize, product: usize, inverse: usize, w: usize, n: i32): void {
  const length = paddedLength(n);
  clear(product, 0, n * length);
  for (let i = 0; i < n; i++) put(rowOf(product, n, i), i, 1);
  for (let k = n - 3; k >= 0; k--) {
    if (at(inverse, k) == 0) continue;
    reflect(product, rowOf(room, n, k), 8, at(inverse, k), w, k + 1, k + 1, n, length);
  }
}

/** In place; the room of the matrix is free by then. */
function transpose(room: usize, matrix: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    const column = rowOf(matrix, n, i);
    for (let j = 0; j < n; j++) put(rowOf(room, n, j), i, at(column, j));
  }
  memory.copy(matrix, room, <usize>n * paddedLength(n) << 3);
}

/** The diagonal becomes the eigenvalues, and the rows of `vectors` turn into the eigenvectors. */
function iterate(vectors: usize, d: usize, e: usize, n: i32): void {
  const length = paddedLength(n);
  let shifted: f64 = 0;
  let largest: f64 = 0;
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(at(d, l)) + Math.abs(at(e, l)));
    const negligible = precision * largest;
    let m = l;
    while (m < n - 1 && Math.abs(at(e, m)) > negligible) m++;
    for (let round = 0; m > l && round < mostRounds; round++) {
      const g = at(d, l);
      const half = (at(d, l + 1) - g) / (2 * at(e, l));
      const root = Math.sqrt(half * half + 1);
      const sum = half < 0 ? half - root : half + root;
      put(d, l, at(e, l) / sum);
      const next = at(e, l) * sum;
      put(d, l + 1, next);
      const shift = g - at(d, l);
      for (let i = l + 2; i < n; i++) put(d, i, at(d, i) - shift);
      shifted += shift;
      let p = at(d, m);
      let c: f64 = 1, c2: f64 = 1, c3: f64 = 1;
      let s: f64 = 0, s2: f64 = 0;
      const beside = at(e, l + 1);
      for (let i = m - 1; i >= l; i--) {
        c3 = c2;
        c2 = c;
        s2 = s;
        const ce = c * at(e, i);
        const cp = c * p;
        const r = Math.sqrt(p * p + at(e, i) * at(e, i));
        put(e, i + 1, s * r);
        s = at(e, i) / r;
        c = p / r;
        p = c * at(d, i) - s * ce;
        put(d, i + 1, cp + s * (c * ce + s * at(d, i)));
        rotate(rowOf(vectors, n, i), rowOf(vectors, n, i + 1), c, s, length);
      }
      p = (-s * s2 * c3 * beside * at(e, l)) / next;
      put(e, l, s * p);
      put(d, l, c * p);
      if (!(Math.abs(at(e, l)) > negligible)) break;
    }
    put(d, l, at(d, l) + shifted);
    put(e, l, 0);
  }
}
