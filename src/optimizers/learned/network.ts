import * as tf from '../../tensors/tf.ts';
import type { WeightTensor } from '../../weights/index.ts';

/** A dense layer of a learned optimizer, on the host: `kernel` `[inputs, outputs]`, `bias` `[outputs]`. */
export interface Layer {
  readonly kernel: WeightTensor;
  readonly bias: WeightTensor;
}

/** The same as tensors with the members first, `[P, inputs, outputs]` and `[P, 1, outputs]`; P is 1 where all have the same. */
export interface LayerTensors {
  readonly kernel: tf.Tensor;
  readonly bias: tf.Tensor;
}

/** Numbers of the host with a first axis for the members, who all have the same: they cost nothing in a replay. */
export function constant(weights: WeightTensor): tf.Tensor {
  return ofMembers([weights]);
}

/** Numbers of the host, each member's own, or one for all: what is of one shape with the members first. */
function ofMembers(each: readonly WeightTensor[]): tf.Tensor {
  const { values: first, shape } = each[0]!;
  const values = new Float32Array(each.length * first.length);
  for (const [member, own] of each.entries()) values.set(own.values, member * first.length);
  return tf.tensor(values, [each.length, ...shape]);
}

export function layerTensors(layer: Layer): LayerTensors {
  return layerOfMembers([layer]);
}

/** The layer of each member, all of one size, or of all members alike. */
function layerOfMembers(each: readonly Layer[]): LayerTensors {
  return {
    kernel: ofMembers(each.map(({ kernel }) => kernel)),
    bias: ofMembers(each.map(({ bias: { values, shape } }) => ({ values, shape: [1, ...shape] }))),
  };
}

/** The layers of every member's network, or of the one network of all. */
export function networkTensors(networks: readonly (readonly Layer[])[]): readonly LayerTensors[] {
  return networks[0]!.map((_, index) => layerOfMembers(networks.map((layers) => layers[index]!)));
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
