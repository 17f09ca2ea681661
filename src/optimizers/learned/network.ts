import * as tf from '../../tensors/tf.ts';
import type { WeightTensor } from '../../weights/index.ts';

/** A dense layer of a learned optimizer, on the host: `kernel` `[inputs, outputs]`, `bias` `[outputs]`. */
export interface Layer {
  readonly kernel: WeightTensor;
  readonly bias: WeightTensor;
}

/** The same as tensors, `[1, inputs, outputs]` and `[1, 1, outputs]`; or one for each member. */
export interface LayerTensors {
  readonly kernel: tf.Tensor;
  readonly bias: tf.Tensor;
}

/** Numbers of the host with a first axis for the members, who all have the same: they cost nothing in a replay. */
export function constant({ values, shape }: WeightTensor): tf.Tensor {
  return tf.tensor(new Float32Array(values), [1, ...shape]);
}

export function layerTensors({ kernel, bias }: Layer): LayerTensors {
  return { kernel: constant(kernel), bias: constant({ values: bias.values, shape: [1, ...bias.shape] }) };
}

/** `x · kernel + bias` of `[P, N, inputs]`. */
export function linear(x: tf.Tensor, { kernel, bias }: LayerTensors): tf.Tensor {
  return tf.add(tf.matMul(x, kernel), bias);
}

/**
 * A network of dense layers with ReLU in between, applied to every number of a tensor.
 *
 * @param features `[P, N, n]`
 * @param shared further features, the same for all numbers of the tensor, `[P, 1, m]`: they stand behind the others, and
 * their share of the first layer is computed once.
 * @returns `[P, N, outputs]`
 */
export function perceptron(
  features: tf.Tensor,
  [first, ...others]: readonly LayerTensors[],
  shared?: tf.Tensor,
): tf.Tensor {
  const [, , width] = features.shape as [number, number, number];
  const { kernel, bias } = first!;
  const rows = (from: number, count: number) => tf.slice(kernel, [0, from, 0], [-1, count, -1]);
  const ownKernel = kernel.shape[1] === width ? kernel : rows(0, width);
  const common = shared ? tf.add(tf.matMul(shared, rows(width, shared.shape[2]!)), bias) : bias;
  const hidden = tf.add(tf.matMul(features, ownKernel), common);
  return others.reduce((x, layer) => linear(tf.relu(x), layer), hidden);
}

/** What a network says of a step: direction · exp(exponent · magnitude), of its first two outputs, `[P, N, 1]`. */
export function decoded(outputs: tf.Tensor, exponent: number): tf.Tensor {
  const channel = (index: number) => tf.slice(outputs, [0, 0, index], [-1, -1, 1]);
  return exponent === 0 ? channel(0) : tf.mul(channel(0), tf.exp(tf.mul(channel(1), exponent)));
}
