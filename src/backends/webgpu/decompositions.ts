import * as tf from '../../tensors/tf.ts';
import { householder } from './householder.ts';
import { jacobi } from './jacobi.ts';
import { runPerMember } from './member-program.ts';

/**
 * The decompositions of `tensors/linear-algebra/` without waiting for the device, in single precision. Each returns what
 * the function of its name does there, right to within some roundings of the largest entry.
 */

/** `[q, r]`, see {@link qr} in `tensors/linear-algebra/`. */
export function qrOnDevice(x: tf.Tensor): [tf.Tensor, tf.Tensor] {
  const [members, rows, columns] = x.shape as [number, number, number];
  const k = Math.min(rows, columns);
  const { unit, scale, spoil } = normalized(x);
  const reflected = runPerMember(householder, unit);
  const r = upperTriangle(tf.slice(reflected, [0, 0, 0], [members, k, columns]));
  const qt = tf.slice(reflected, [0, 0, columns], [members, k, rows]);
  const diagonal = tf.sum(tf.mul(r, diagonalMask(k, columns)), 2, true);
  const sign = tf.where(tf.less(diagonal, 0), tf.neg(tf.onesLike(diagonal)), tf.onesLike(diagonal));
  return [spoil(orthonormal(transposed(tf.mul(qt, sign)))), spoil(tf.mul(tf.mul(r, sign), scale))];
}

/** `[u, s, v]`, see `svd` there. */
export function svdOnDevice(x: tf.Tensor): [tf.Tensor, tf.Tensor, tf.Tensor] {
  const [, rows, columns] = x.shape as [number, number, number];
  if (rows < columns) {
    const [v, s, u] = svdOnDevice(transposed(x));
    return withSigns(u, s, v);
  }
  const { unit, scale, spoil } = normalized(x);
  const rotation = orthogonalizing(unit);
  const lengths = tf.sum(tf.square(tf.matMul(unit, rotation)), 1);
  const v = inOrder(lengths, rotation);
  // Columns that are orthogonal already, the longest first. Those that are zero are completed to a basis.
  const [u, triangle] = qrOnDevice(tf.matMul(unit, v));
  const s = tf.sum(tf.mul(triangle, diagonalMask(columns, columns)), 1, true);
  const sorted = [u, s, v].map((part) => spoil(inOrder(tf.squeeze(s, [1]), part)));
  return withSigns(sorted[0]!, tf.mul(sorted[1]!, scale), sorted[2]!);
}

/** `[values, vectors]`, see `symmetricEigen` there. */
export function symmetricEigenOnDevice(x: tf.Tensor): [tf.Tensor, tf.Tensor] {
  const n = x.shape[2]!;
  const { unit, scale, spoil } = normalized(x);
  // No eigenvalue is less than the least of what Gershgorin's circles allow. Moved up by it, all are positive, and
  // eigenvectors are what singular vectors are.
  const diagonal = tf.sum(tf.mul(unit, diagonalMask(n, n)), 2, true);
  const others = tf.sub(tf.sum(tf.abs(unit), 2, true), tf.abs(diagonal));
  const shift = tf.relu(tf.max(tf.sub(others, diagonal), 1, true));
  const vectors = orthogonalizing(tf.add(unit, tf.mul(shift, diagonalMask(n, n))));
  const values = rayleigh(unit, vectors);
  const [sortedValues, sortedVectors] = [values, vectors].map((part) =>
    inOrder(tf.squeeze(values, [1]), part),
  ) as [tf.Tensor, tf.Tensor];
  return [spoil(tf.mul(sortedValues, scale)), spoil(tf.mul(sortedVectors, columnSigns(sortedVectors)))];
}

/** See `symmetricPower` there. */
export function symmetricPowerOnDevice(x: tf.Tensor, exponent: number): tf.Tensor {
  const n = x.shape[2]!;
  const { unit, scale, spoil } = normalized(x);
  const rotation = orthogonalizing(unit);
  const values = rayleigh(unit, rotation);
  const least = tf.mul(tf.max(tf.abs(values), 2, true), n * 2 ** -23);
  const powers = tf.pow(tf.mul(tf.maximum(values, least), scale), exponent);
  const power = tf.matMul(tf.mul(rotation, powers), rotation, false, true);
  return spoil(tf.where(tf.broadcastTo(tf.equal(least, 0), power.shape), tf.zerosLike(power), power));
}

/** See `polarFactor` there. */
export function polarFactorOnDevice(x: tf.Tensor): tf.Tensor {
  const [, rows, columns] = x.shape as [number, number, number];
  const [u, s, v] = svdOnDevice(x);
  const least = tf.mul(tf.max(s, 2, true), Math.max(rows, columns) * 2 ** -23);
  // NaN is not greater than anything, and comes through by the other factors.
  return tf.matMul(tf.mul(u, tf.cast(tf.greater(s, least), 'float32')), v, false, true);
}

/**
 * See `triangularInverse` there. By Newton's iteration from the inverse of the diagonal: what is missing is strictly
 * triangular, so that its powers end, and every step doubles the power.
 */
export function triangularInverseOnDevice(x: tf.Tensor): tf.Tensor {
  const n = x.shape[2]!;
  const { spoil } = normalized(x);
  const upper = upperTriangle(x);
  const diagonal = tf.sum(tf.mul(upper, diagonalMask(n, n)), 2, true);
  const two = tf.mul(diagonalMask(n, n), 2);
  let inverse: tf.Tensor = tf.div(diagonalMask(n, n), diagonal);
  // One more than that takes back what rounding has left.
  for (let power = 1; power < 2 * n; power *= 2) {
    inverse = tf.matMul(inverse, tf.sub(two, tf.matMul(upper, inverse)));
  }
  return spoil(inverse);
}

/** The orthogonal V of `[P, columns, columns]` that makes the columns of X · V orthogonal to each other. */
function orthogonalizing(x: tf.Tensor): tf.Tensor {
  const [members, rows, columns] = x.shape as [number, number, number];
  const both = runPerMember(jacobi, x);
  return orthonormal(tf.slice(both, [0, rows, 0], [members, columns, columns]));
}

/** The quotients vᵀXv of orthonormal columns v, which forgive them their rounding: `[P, 1, n]`. */
function rayleigh(x: tf.Tensor, vectors: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(vectors, tf.matMul(x, vectors)), 1, true);
}

/** The columns of a matrix in the order of their keys `[P, columns]`, the largest first. */
function inOrder(keys: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return tf.gather(x, tf.topk(keys, keys.shape[1]!).indices, 2, 1);
}

/** Takes the rounding of many rotations back: one Newton–Schulz step from nearly orthonormal columns. */
function orthonormal(x: tf.Tensor): tf.Tensor {
  const n = x.shape[2]!;
  const step = tf.sub(tf.mul(diagonalMask(n, n), 1.5), tf.mul(tf.matMul(x, x, true, false), 0.5));
  return tf.matMul(x, step);
}

/** A matrix whose largest entry by magnitude is 1, so that squares neither overflow nor vanish. */
function normalized(x: tf.Tensor) {
  const largest = tf.max(tf.abs(x), [1, 2], true);
  const finite = tf.all(tf.isFinite(x), [1, 2], true);
  const scale = tf.where(tf.greater(largest, 0), largest, tf.onesLike(largest));
  /** NaN for the members whose matrix has anything that is not finite. */
  const spoil = (part: tf.Tensor): tf.Tensor =>
    tf.where(tf.broadcastTo(finite, part.shape), part, tf.fill(part.shape, Number.NaN));
  return { unit: tf.div(x, scale), scale, spoil };
}

/** With the largest entry by magnitude of every column of u positive. */
function withSigns(u: tf.Tensor, s: tf.Tensor, v: tf.Tensor): [tf.Tensor, tf.Tensor, tf.Tensor] {
  const signs = columnSigns(u);
  return [tf.mul(u, signs), s, tf.mul(v, signs)];
}

/** The sign of the largest entry by magnitude, the first of several, of every column: `[P, 1, columns]`. */
function columnSigns(x: tf.Tensor): tf.Tensor {
  const magnitudes = tf.abs(x);
  const largest = tf.equal(magnitudes, tf.max(magnitudes, 1, true));
  // Earlier rows weigh more than all later ones together cannot: the first row alone decides.
  const rows = x.shape[1]!;
  const weights = tf.reshape(tf.range(rows, 0, -1), [1, rows, 1]);
  const weighted = tf.mul(tf.cast(largest, 'float32'), weights);
  const first = tf.equal(weighted, tf.max(weighted, 1, true));
  const entry = tf.sum(tf.where(first, x, tf.zerosLike(x)), 1, true);
  return tf.where(tf.less(entry, 0), tf.neg(tf.onesLike(entry)), tf.onesLike(entry));
}

function transposed(x: tf.Tensor): tf.Tensor {
  return tf.transpose(x, [0, 2, 1]);
}

/** Ones on the diagonal, `[1, rows, columns]`. */
function diagonalMask(rows: number, columns: number): tf.Tensor {
  return mask(rows, columns, (row, column) => row === column);
}

function upperTriangle(x: tf.Tensor): tf.Tensor {
  return tf.mul(
    x,
    mask(x.shape[1]!, x.shape[2]!, (row, column) => row <= column),
  );
}

function mask(rows: number, columns: number, isOne: (row: number, column: number) => boolean): tf.Tensor {
  const values = Float32Array.from({ length: rows * columns }, (_, at) =>
    Number(isOne(Math.floor(at / columns), at % columns)),
  );
  return tf.tensor(values, [1, rows, columns]);
}
