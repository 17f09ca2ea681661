import * as tf from '../../tensors/tf.ts';
import type { Seen } from './accumulators.ts';

/** The second moments of a tensor as factors of each of its numbers, all `[P, N, 3]`. */
interface Factored {
  /** `rows` and `columns` of the accumulators, where each number stands. */
  readonly rows: tf.Tensor;
  readonly columns: tf.Tensor;
  /** The gradient over the root of the second moment. */
  readonly gradient: tf.Tensor;
  /** The momenta over the same root. */
  readonly momenta: tf.Tensor;
}

/**
 * @param eps is added to the second moments of what is no matrix before momenta are divided by their root.
 */
function factored({ matrix, gradient, now }: Seen, eps: number): Factored {
  const { rows, momenta } = now;
  const [columns] = now.columns;
  if (!matrix || !columns) {
    const scale = tf.rsqrt(tf.maximum(tf.add(rows, 1e-9), 1e-9));
    return {
      rows,
      columns: rows,
      gradient: tf.mul(gradient, scale),
      momenta: tf.mul(momenta, tf.rsqrt(eps === 0 ? rows : tf.add(rows, eps))),
    };
  }
  const relative = tf.div(rows, tf.add(tf.mean(rows, 1, true), 1e-9));
  const wide = matrix[0] <= matrix[1];
  const acrossRows = (tensor: tf.Tensor) => spread(tensor, matrix, wide);
  const acrossColumns = (tensor: tf.Tensor) => spread(tensor, matrix, !wide);
  const ofRow = acrossRows(tf.rsqrt(tf.maximum(relative, 1e-9)));
  const ofColumn = acrossColumns(tf.rsqrt(tf.maximum(columns, 1e-9)));
  return {
    rows: acrossRows(rows),
    columns: acrossColumns(columns),
    gradient: tf.mul(tf.mul(gradient, ofRow), ofColumn),
    momenta: tf.mul(tf.mul(momenta, ofRow), ofColumn),
  };
}

/** What belongs to the rows of a matrix (`ofRows`) or to its columns, `[P, side, 3]`, given to each number. */
function spread(tensor: tf.Tensor, [rows, columns]: readonly [number, number], ofRows: boolean): tf.Tensor {
  const [members, , channels] = tensor.shape as [number, number, number];
  const apart = tf.reshape(tensor, ofRows ? [members, rows, 1, channels] : [members, 1, columns, channels]);
  const everywhere = tf.tile(apart, ofRows ? [1, 1, columns, 1] : [1, rows, 1, 1]);
  return tf.reshape(everywhere, [members, rows * columns, channels]);
}

/** Inverse roots of second moments. */
const inverseRoot = (tensor: tf.Tensor, eps: number) => tf.rsqrt(tf.add(tensor, eps));

/** The 28 features of Adafactor's kind that AdafacLO, MuLO and ELO see of every number, normalised: `[P, N, 28]`. */
export function adafactorFeatures(seen: Seen): tf.Tensor {
  const { gradient, param, now } = seen;
  const { rows, columns, ...over } = factored(seen, 1e-6);
  const root = inverseRoot(now.squares, 1e-6);
  const features = tf.concat(
    [
      ...[gradient, param, now.momenta, now.squares, tf.mul(now.momenta, root), root],
      ...[over.gradient, rows, columns, inverseRoot(rows, 1e-8), inverseRoot(columns, 1e-8), over.momenta],
    ],
    2,
  );
  return normalized(features, 1e-5);
}

/**
 * The 30 features that VeLO, Celo and CELO2 see of every number, normalised: `[P, N, 30]`.
 *
 * @param eps `root` is added to the average of squares, `mean` to the mean of a feature's squares.
 * @param only how many of them are wanted: the first 15, or all.
 */
export function veloFeatures(
  seen: Seen,
  eps: { readonly root: number; readonly mean: number },
  only: 15 | 30 = 30,
): tf.Tensor {
  const { gradient, param, now } = seen;
  const { rows, columns, ...over } = factored(seen, 0);
  const root = inverseRoot(now.squares, eps.root);
  const features = [
    ...[gradient, tf.clipByValue(gradient, -0.1, 0.1), param, now.momenta, now.squares],
    ...[tf.mul(now.momenta, root), root, over.gradient, tf.mul(gradient, root)],
  ];
  if (only === 30) {
    features.push(rows, columns, inverseRoot(rows, 1e-8), inverseRoot(columns, 1e-8), over.momenta);
  }
  return normalized(tf.concat(features, 2), eps.mean);
}

/** Every channel of `[P, N, channels]` over the root of its mean square. */
export function normalized(features: tf.Tensor, eps: number): tf.Tensor {
  return tf.mul(features, tf.rsqrt(tf.add(tf.mean(tf.square(features), 1, true), eps)));
}

/** √(mean of squares + 10⁻⁹) of each member's numbers of a tensor, `[P, N, 1]` → `[P, 1, 1]`. */
export function sizeOfTensor(param: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.add(tf.mean(tf.square(param), 1, true), 1e-9));
}
