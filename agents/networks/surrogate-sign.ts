import { signOf } from '../../src/tensors/sign-of.ts';
import * as tf from '../../src/tensors/tf.ts';
import { carryTangent } from './tangents.ts';

/** The functions whose derivatives stand in for that of the sign, which is zero wherever it exists. */
export const surrogates = ['erf', 'tanh', 'fast_sigmoid', 'rectangle'] as const;

export type Surrogate = (typeof surrogates)[number];

/** What stands in for the derivative of the sign at z: 2e^{−z²}/√π, 1 − tanh² z, 1/(1 + |z|)² and [|z| ≤ 1]. */
export const surrogateSlope: Readonly<Record<Surrogate, (z: tf.Tensor) => tf.Tensor>> = {
  erf: (z) => tf.mul(tf.exp(tf.neg(tf.square(z))), 2 / Math.sqrt(Math.PI)),
  tanh: (z) => tf.sub(1, tf.square(tf.tanh(z))),
  fast_sigmoid: (z) => tf.reciprocal(tf.square(tf.add(tf.abs(z), 1))),
  rectangle: (z) => tf.cast(tf.lessEqual(tf.abs(z), 1), 'float32'),
};

/**
 * The sign of every entry, −1, 0 or 1 (NaN stays NaN), with the derivative of a surrogate going back through it (Neftci et
 * al. 2019, Surrogate Gradient Learning in Spiking Neural Networks). The formula of an op of our own is differentiated as
 * it stands where second derivatives are wanted, and there the sign would let nothing through: so this is a function with
 * a gradient of its own, made of kernels that every backend has.
 *
 * @param z of any shape.
 */
export function surrogateSign(z: tf.Tensor, surrogate: Surrogate): tf.Tensor {
  const slope = surrogateSlope[surrogate];
  const y = tf.customGrad((x, save) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor]);
    return {
      value: signOf(x as tf.Tensor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, slope(saved[0]!)),
    };
  })(z);
  return carryTangent(y, [z], ([own]) => tf.mul(own!, slope(z)));
}
