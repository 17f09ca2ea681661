import * as tf from '../../src/tensors/tf.ts';

export type Activation = 'tanh' | 'relu' | 'linear';

const activate: Record<Activation, (z: tf.Tensor) => tf.Tensor> = {
  tanh: tf.tanh,
  relu: tf.relu,
  linear: (z) => z,
};

/** dL/dz from dL/dy, in terms of the output y, which is all that has to be kept. */
const backward: Record<Activation, (dy: tf.Tensor, y: tf.Tensor) => tf.Tensor> = {
  tanh: (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y))),
  relu: (dy, y) => tf.mul(dy, tf.step(y)),
  linear: (dy) => dy,
};

/**
 * A dense layer of every member in one go: `activation(x · kernel + bias)`.
 *
 * Its gradient is written out because the one that TensorFlow.js derives op by op needs about twice the kernel calls,
 * and computes dL/dx even for the first layer, whose input is data.
 *
 * @param x `[P, B, in]`
 * @param kernel `[P, in, out]`
 * @param bias `[P, 1, out]`
 * @param inputIsData true if no gradient is wanted for `x`.
 * @returns `[P, B, out]`
 */
export function dense(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor,
  activation: Activation,
  inputIsData = false,
): tf.Tensor {
  const forward = (input: tf.Tensor, weights: tf.Tensor, offset: tf.Tensor): tf.Tensor =>
    activate[activation](tf.add(tf.matMul(input, weights), offset));
  const weightGradients = (dz: tf.Tensor, input: tf.Tensor): tf.Tensor[] => [
    tf.matMul(input, dz, true, false),
    tf.sum(dz, 1, true),
  ];

  if (inputIsData) {
    return tf.customGrad((weights, offset, save) => {
      const y = forward(x, weights as tf.Tensor, offset as tf.Tensor);
      (save as tf.GradSaveFunc)([y]);
      return {
        value: y,
        gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
          weightGradients(backward[activation](dy, saved[0]!), x),
      };
    })(kernel, bias);
  }
  return tf.customGrad((input, weights, offset, save) => {
    const y = forward(input as tf.Tensor, weights as tf.Tensor, offset as tf.Tensor);
    (save as tf.GradSaveFunc)([input as tf.Tensor, weights as tf.Tensor, y]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [keptInput, keptWeights, keptOutput] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const dz = backward[activation](dy, keptOutput);
        return [tf.matMul(dz, keptWeights, false, true), ...weightGradients(dz, keptInput)];
      },
    };
  })(x, kernel, bias);
}
