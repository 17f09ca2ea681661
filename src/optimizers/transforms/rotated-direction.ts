import { qr } from '../../tensors/linear-algebra/qr.ts';
import * as tf from '../../tensors/tf.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { common, perMember } from '../members/per-member.ts';
import { mapNames } from './map-names.ts';
import { blend, zeros } from './weighted.ts';

/** No norm counts as less. */
const leastNorm = 1e-8;

/** Directions of steepest descent, `[P, m, n]` → `[P, m, n]`, by the reference's names. */
export const directions = {
  row_norm: (x: tf.Tensor) => withUnitMeanSquare(x, 2),
  sign: (x: tf.Tensor) => tf.sign(x),
  sinkhorn(x: tf.Tensor) {
    let y = x;
    for (let round = 0; round < 5; round++) y = withUnitMeanSquare(withUnitMeanSquare(y, 2), 1);
    return y;
  },
};

/** Each row (axis 2) or column (axis 1) over its root mean square. */
function withUnitMeanSquare(x: tf.Tensor, axis: 1 | 2): tf.Tensor {
  const norms = tf.maximum(tf.sqrt(tf.sum(tf.square(x), axis, true)), leastNorm);
  return tf.mul(x, tf.div(Math.sqrt(x.shape[axis]!), norms));
}

type State = {
  /** Moving average of the gradient. */
  readonly momentum: Params;
  /** The frame: an orthogonal matrix for the side that is turned. */
  readonly rotation: Params;
};

/** The length of the side of a kernel that is turned. */
export function rotatedLength([inputs, outputs]: readonly [number, number]): number {
  return Math.min(inputs, outputs);
}

/**
 * The direction of steepest descent of a moving average of the gradient, in a frame that turns with it (ARO,
 * arXiv 2602.09006). With M the average, the side that is turned as its rows, f the direction and R the frame, which begins
 * at the identity: R ← the orthogonal factor of M f(Rᵀ M)ᵀ, and the update is R f(Rᵀ M).
 *
 * What is turned is the shorter side of a kernel, and that of the outputs if they are equal.
 */
export function rotatedDirection(
  members: readonly { readonly mu: number; readonly base_opt: keyof typeof directions }[],
): Optimizer<State> {
  const direction = directions[common(members, 'base_opt')];
  const coefficients = perMember(members, ({ mu }) => ({ keep: mu, take: 1 - mu }));
  return {
    elementwise: false,
    init: (params) => ({
      momentum: zeros(params),
      rotation: mapNames(params, ({ shape: [count, inputs, outputs] }) =>
        tf.tile(tf.expandDims(tf.eye(rotatedLength([inputs!, outputs!])), 0), [count!, 1, 1]),
      ),
    }),
    update(gradients, state, _params, context) {
      const { keep, take } = coefficients(context);
      const momentum = blend(state.momentum, keep, gradients, take);
      const inFrame = (frame: tf.Tensor, x: tf.Tensor) => direction(tf.matMul(frame, x, true, false));
      const rotation = mapNames(momentum, (average, name) => {
        const rows = turned(average);
        return qr(tf.matMul(rows, inFrame(state.rotation[name]!, rows), false, true)).q;
      });
      const updates = mapNames(momentum, (average, name) => {
        const update = tf.matMul(rotation[name]!, inFrame(rotation[name]!, turned(average)));
        return isTransposed(average) ? transpose(update) : update;
      });
      return { updates, state: { momentum, rotation } };
    },
  };
}

/** A kernel with the side that is turned as its rows. */
function turned(kernel: tf.Tensor): tf.Tensor {
  return isTransposed(kernel) ? transpose(kernel) : kernel;
}

function isTransposed({ shape: [, inputs, outputs] }: tf.Tensor): boolean {
  return outputs! <= inputs!;
}

function transpose(x: tf.Tensor): tf.Tensor {
  return tf.transpose(x, [0, 2, 1]);
}
