import { triangularInverse } from '../../tensors/linear-algebra/triangular-inverse.ts';
import { memberNorm } from '../../tensors/member-norm.ts';
import * as tf from '../../tensors/tf.ts';
import type { ParameterRole } from '../layout/parameter-roles.ts';
import type { Coefficient } from '../members/per-member.ts';
import { gramOf, mapSides, type Side, type Sides } from './sides.ts';

/** Which factors are triangular, and which are diagonal to save memory. */
export interface FactorShapes {
  readonly max_size_triangular: number;
  readonly min_ndim_triangular: number;
  readonly memory_save_mode: 'one_diag' | 'smart_one_diag' | 'all_diag' | null;
}

/** The dimensions of a tensor that have a factor: a vector has one, a kernel outputs and inputs. */
export function dimensionsOf(role: ParameterRole, [rows]: readonly [number, number]): readonly Side[] {
  return role === 'vector' && rows === 1 ? ['columns'] : ['columns', 'rows'];
}

/** The shape of each factor of a tensor, without the members: `n × n` if triangular, else as it is multiplied in. */
export function factorShapes(
  shape: readonly [number, number],
  dimensions: readonly Side[],
  { max_size_triangular, min_ndim_triangular, memory_save_mode }: FactorShapes,
): Partial<Record<Side, readonly [number, number]>> {
  const lengthOf = (side: Side) => (side === 'rows' ? shape[0] : shape[1]);
  const lengths = dimensions.map(lengthOf);
  const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)];
  // Of equal sides the later, that of the inputs.
  const largest = dimensions.filter((side) => lengthOf(side) === longest).at(-1);
  const saved = {
    all_diag: () => true,
    one_diag: (side: Side) => side === largest,
    smart_one_diag: (side: Side) => side === largest && shortest < longest,
    none: () => false,
  }[memory_save_mode ?? 'none'];
  return Object.fromEntries(
    dimensions.map((side) => {
      const n = lengthOf(side);
      const diagonal =
        n === 1 || n > max_size_triangular || dimensions.length < min_ndim_triangular || saved(side);
      const alongside: readonly [number, number] = side === 'rows' ? [n, 1] : [1, n];
      return [side, diagonal ? alongside : [n, n]];
    }),
  );
}

/** Q of every dimension, which is as long as the tensor. A diagonal one is a row or a column. */
export type Factors = Sides;

function isDiagonal({ shape: [, rows, columns] }: tf.Tensor, side: Side): boolean {
  return (side === 'rows' ? columns : rows) === 1;
}

/** x with every dimension multiplied by its factor, or by the factor's transpose. */
export function multiply(x: tf.Tensor, factors: Factors, transposed = false): tf.Tensor {
  return (Object.entries(factors) as [Side, tf.Tensor][]).reduce((product, [side, factor]) => {
    if (isDiagonal(factor, side)) return tf.mul(product, factor);
    return side === 'rows'
      ? tf.matMul(factor, product, transposed, false)
      : tf.matMul(product, factor, false, !transposed);
  }, x);
}

/** The factors of one scale, by which no product of all of them changes: their largest entries are made equal. */
function balanced(factors: Factors): Factors {
  const { rows, columns } = factors;
  if (!rows || !columns) return factors;
  const largest = mapSides(factors, (factor) => tf.max(tf.abs(factor), [1, 2], true));
  const mean = tf.sqrt(tf.mul(largest.rows!, largest.columns!));
  return mapSides(factors, (factor, side) => tf.mul(factor, tf.div(mean, largest[side]!)));
}

/** Nothing is divided by less: the smallest normal number in single precision. */
const tiny = 2 ** -126;

/**
 * One step of every factor on the criterion of PSGD: that A = Q x Qᵀ and B = Q⁻ᵀ v Q⁻¹ have the same second moments.
 *
 * @param x what is to be whitened. @param v standard normal numbers. @param rate the step, as a share of the largest one.
 */
export function nextFactors(before: Factors, x: tf.Tensor, v: tf.Tensor, rate: Coefficient): Factors {
  const factors = balanced(before);
  const inverses = mapSides(factors, (factor, side) =>
    isDiagonal(factor, side) ? tf.reciprocal(factor) : triangularInverse(factor),
  );
  const [a, b] = [multiply(x, factors), multiply(v, inverses, true)];
  return mapSides(factors, (factor, side) => {
    const [ofA, ofB] = [a, b].map((each) =>
      isDiagonal(factor, side) ? squaresAlong(each, side) : gramOf(each, side),
    );
    const [difference, sum] = [tf.sub(ofA!, ofB!), tf.add(ofA!, ofB!)];
    const largest = tf.max(tf.abs(sum), [1, 2], true);
    if (isDiagonal(factor, side)) {
      const step = tf.div(tf.mul(tf.mul(difference, factor), rate), tf.maximum(largest, tiny));
      return tf.sub(factor, step);
    }
    const bound = tf.maximum(normBound(sum, largest), tiny);
    const step = tf.matMul(tf.mul(difference, upperTriangle(factor.shape[1]!)), factor);
    return tf.sub(factor, tf.div(tf.mul(step, rate), bound));
  });
}

/** The diagonal of x xᵀ for the rows, that of xᵀ x for the columns. */
function squaresAlong(x: tf.Tensor, side: Side): tf.Tensor {
  return tf.sum(tf.square(x), side === 'rows' ? 2 : 1, true);
}

/** A lower bound of the largest eigenvalue of symmetric matrices that is close to it, `[P, 1, 1]`; 0 for zero. */
function normBound(symmetric: tf.Tensor, largest: tf.Tensor): tf.Tensor {
  const scaled = tf.div(symmetric, tf.maximum(largest, tiny));
  const longest = firstLargest(tf.sum(tf.square(scaled), 1, true));
  const image = tf.matMul(tf.matMul(longest, scaled, false, true), scaled);
  const direction = tf.div(image, tf.maximum(memberNorm(image), tiny));
  return tf.mul(memberNorm(tf.matMul(direction, scaled, false, true)), largest);
}

/** 1 where the largest of a row stands, the first of several, else 0: `[P, 1, n]` → `[P, 1, n]`. */
function firstLargest(x: tf.Tensor): tf.Tensor {
  const n = x.shape[2]!;
  const places = tf.tensor(
    Array.from({ length: n }, (_, place) => place),
    [1, 1, n],
  );
  const candidates = tf.where(tf.equal(x, tf.max(x, 2, true)), places, tf.mul(tf.onesLike(x), n));
  return tf.cast(tf.equal(candidates, tf.min(candidates, 2, true)), 'float32');
}

/** Ones on the diagonal and above, `[1, n, n]`. */
function upperTriangle(n: number): tf.Tensor {
  const values = Array.from({ length: n * n }, (_, i) => (i % n >= Math.floor(i / n) ? 1 : 0));
  return tf.tensor(values, [1, n, n]);
}
