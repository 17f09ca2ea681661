import { defineOp } from '../../src/tensors/op.ts';
import * as tf from '../../src/tensors/tf.ts';
import { layerOutput } from './layer-outputs.ts';
import { carryTangent } from './tangents.ts';

export type Activation = 'tanh' | 'relu' | 'linear';

interface DenseAttrs {
  readonly activation: Activation;
  /** True if no gradient is wanted for `x`. */
  readonly inputIsData: boolean;
}

export const activate: Readonly<Record<Activation, (z: tf.Tensor) => tf.Tensor>> = {
  tanh: tf.tanh,
  relu: tf.relu,
  linear: (z) => z,
};

/** dL/dz from dL/dy, or a derivative of y from that of z, in terms of the output y, which is all that has to be kept. */
export const activationSlope: Readonly<Record<Activation, (dy: tf.Tensor, y: tf.Tensor) => tf.Tensor>> = {
  tanh: (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y))),
  relu: (dy, y) => tf.mul(dy, tf.step(y)),
  linear: (dy) => dy,
};

/** [dL/dkernel, dL/dbias], and dL/dx unless the input is data. */
export const denseGradientOp = defineOp<'dy' | 'x' | 'kernel' | 'y', DenseAttrs>({
  name: 'DenseGradient',
  formula({ dy, x, kernel, y }, { activation, inputIsData }) {
    const dz = activationSlope[activation](dy, y);
    const ofWeights = [tf.matMul(x, dz, true, false), tf.sum(dz, 1, true)];
    return inputIsData ? ofWeights : [...ofWeights, tf.matMul(dz, kernel, false, true)];
  },
});

/**
 * Its gradient is written out because the one that TensorFlow.js derives op by op needs about twice the kernel calls,
 * and computes dL/dx even for the first layer, whose input is data.
 */
export const denseOp = defineOp<'x' | 'kernel' | 'bias', DenseAttrs>({
  name: 'Dense',
  formula: ({ x, kernel, bias }, { activation }) => [
    activate[activation](tf.add(tf.matMul(x, kernel), bias)),
  ],
  gradient: {
    saves: ['x', 'kernel'],
    savesResults: [true],
    data: [],
    slopes([dy], { inputs, results: [y] }, attrs) {
      const { x, kernel } = inputs;
      const [ofKernel, ofBias, ofInput] = denseGradientOp({ dy: dy!, x, kernel, y: y! }, attrs);
      return {
        kernel: () => ofKernel!,
        bias: () => ofBias!,
        ...(ofInput && { x: () => ofInput }),
      };
    },
  },
});

/**
 * A dense layer of every member in one go: `activation(x · kernel + bias)`.
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
  const y = denseOp({ x, kernel, bias }, { activation, inputIsData })[0]!;
  carryTangent(y, inputIsData ? [kernel, bias] : [kernel, bias, x], ([dKernel, dBias, dX]) => {
    const ofWeights = tf.add(tf.matMul(x, dKernel!), dBias!);
    return activationSlope[activation](dX ? tf.add(ofWeights, tf.matMul(dX, kernel)) : ofWeights, y);
  });
  return layerOutput({ parameter: kernel, output: y, input: x, vectors: [bias] });
}
