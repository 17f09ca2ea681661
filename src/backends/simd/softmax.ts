import * as tf from '../../tensors/tf.ts';
import type { SimdKernel } from './register.ts';

/** Softmax along the last axis, the only one that TensorFlow.js asks for. */
export const softmax: SimdKernel = (backend, { logits }) => {
  const out = backend.output(logits!.shape);
  const length = logits!.shape.at(-1) ?? 1;
  const rows = tf.util.sizeFromShape(logits!.shape) / length;
  backend.kernels.softmax(backend.address(out), backend.address(logits!), rows, length);
  return out;
};
