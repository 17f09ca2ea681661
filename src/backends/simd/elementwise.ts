import * as tf from '../../tensors/tf.ts';
import type { UnaryName } from './kernels.ts';
import type { SimdKernel } from './register.ts';

/** A function of each element by itself. */
export function elementwise(name: UnaryName): SimdKernel {
  return (backend, { x }) => {
    const out = backend.output(x!.shape);
    backend.kernels[name](backend.address(out), backend.address(x!), tf.util.sizeFromShape(x!.shape));
    return out;
  };
}

export const step: SimdKernel = (backend, { x }, attrs) => {
  const { alpha } = attrs as { alpha: number };
  const out = backend.output(x!.shape);
  backend.kernels.step(backend.address(out), backend.address(x!), tf.util.sizeFromShape(x!.shape), alpha);
  return out;
};

export const clipByValue: SimdKernel = (backend, { x }, attrs) => {
  const { clipValueMin, clipValueMax } = attrs as { clipValueMin: number; clipValueMax: number };
  const out = backend.output(x!.shape);
  const length = tf.util.sizeFromShape(x!.shape);
  backend.kernels.clip(backend.address(out), backend.address(x!), length, clipValueMin, clipValueMax);
  return out;
};

/** Numbers as float32; what else there is to cast is the cpu backend's. */
export const cast: SimdKernel = (backend, { x }, attrs) => {
  const { shape, dtype } = x!;
  if (attrs.dtype !== 'float32' || (dtype !== 'bool' && dtype !== 'int32')) return undefined;
  const out = backend.output(shape);
  const convert = dtype === 'bool' ? backend.kernels.truthsToFloats : backend.kernels.integersToFloats;
  convert(backend.address(out), backend.address(x!), tf.util.sizeFromShape(shape));
  return out;
};
