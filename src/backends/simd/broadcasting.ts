import * as tf from '../../tensors/tf.ts';
import { broadcastStrides, eachBlock, mergeAxes } from './axes.ts';
import type { SimdBackend } from './backend.ts';
import type { ArithmeticName, Broadcast, ComparisonName } from './kernels.ts';
import type { SimdKernel } from './register.ts';

/** A number for every pair of numbers. */
export function arithmetic(name: ArithmeticName): SimdKernel {
  return (backend, { a, b }) => {
    const shape = tf.broadcast_util.assertAndGetBroadcastShape(a!.shape, b!.shape);
    const out = backend.output(shape);
    broadcast(backend, backend.kernels[name], out, a!, b!, 4);
    return out;
  };
}

/** A truth value for every pair of numbers. */
export function comparison(name: ComparisonName): SimdKernel {
  return (backend, { a, b }) => {
    const shape = tf.broadcast_util.assertAndGetBroadcastShape(a!.shape, b!.shape);
    const out = backend.output(shape, 'bool');
    broadcast(backend, backend.kernels[name], out, a!, b!, 1);
    return out;
  };
}

function broadcast(
  backend: SimdBackend,
  kernel: Broadcast,
  out: tf.TensorInfo,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  outBytes: number,
): void {
  const [outAt, aAt, bAt] = [backend.address(out), backend.address(a), backend.address(b)];
  // The usual cases need no thought.
  const length = tf.util.sizeFromShape(out.shape);
  const [aLength, bLength] = [tf.util.sizeFromShape(a.shape), tf.util.sizeFromShape(b.shape)];
  if (aLength === length && bLength === length) {
    kernel(outAt, aAt, bAt, 1, 1, length, 0, 0, 1, 0, 0, 1);
  } else if (aLength === length && bLength === 1) {
    kernel(outAt, aAt, bAt, 1, 1, length, 0, 0, 1, 0, 0, 0);
  } else if (aLength === 1 && bLength === length) {
    kernel(outAt, aAt, bAt, 1, 1, length, 0, 0, 0, 0, 0, 1);
  } else {
    const strides = [broadcastStrides(a.shape, out.shape), broadcastStrides(b.shape, out.shape)];
    const axes = mergeAxes(out.shape, strides, 3);
    const [n1, n2, n3] = axes.lengths.slice(-3) as [number, number, number];
    const [[a1, a2, a3], [b1, b2, b3]] = axes.strides.map((own) => own.slice(-3)) as [number[], number[]];
    let to = outAt;
    eachBlock(axes, 3, ([aStart, bStart]) => {
      kernel(to, aAt + aStart! * 4, bAt + bStart! * 4, n1, n2, n3, a1!, a2!, a3!, b1!, b2!, b3!);
      to += n1 * n2 * n3 * outBytes;
    });
  }
}
