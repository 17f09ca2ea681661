import * as tf from '../../tensors/tf.ts';
import type { SimdKernel } from './register.ts';

/** `condition ? t : e`, element by element; a condition for whole rows is left to the cpu backend. */
export const select: SimdKernel = (backend, { condition, t, e }) => {
  if (condition!.dtype !== 'bool' || t!.dtype !== 'float32' || e!.dtype !== 'float32') return undefined;
  const length = tf.util.sizeFromShape(t!.shape);
  if (tf.util.sizeFromShape(condition!.shape) !== length) return undefined;
  const out = backend.output(t!.shape);
  const [truth, yes, no] = [condition!, t!, e!].map((info) => backend.address(info)) as [
    number,
    number,
    number,
  ];
  backend.kernels.select(backend.address(out), truth, yes, no, length);
  return out;
};

/** And, or, of truth values of one shape. */
export function logical(name: 'and' | 'or'): SimdKernel {
  return (backend, { a, b }) => {
    const length = tf.util.sizeFromShape(a!.shape);
    if (!tf.util.arraysEqual(a!.shape, b!.shape)) return undefined;
    const out = backend.output(a!.shape, 'bool');
    backend.kernels[name](backend.address(out), backend.address(a!), backend.address(b!), length);
    return out;
  };
}

export const logicalNot: SimdKernel = (backend, { x }) => {
  const out = backend.output(x!.shape, 'bool');
  backend.kernels.not(backend.address(out), backend.address(x!), tf.util.sizeFromShape(x!.shape));
  return out;
};
