import type { CallAttrs } from '../../tensors/op.ts';
import * as tf from '../../tensors/tf.ts';
import type { SimdBackend } from './backend.ts';
import { isHeapType } from './heap-type.ts';

/** A kernel of this backend, or undefined where it leaves the work to the cpu backend's. */
export type SimdKernel = (
  backend: SimdBackend,
  inputs: tf.NamedTensorInfoMap,
  attrs: tf.NamedAttrMap,
) => tf.TensorInfo | tf.TensorInfo[] | undefined;

/**
 * Puts a kernel in the place of the cpu backend's. That one still computes what `kernel` has no answer for, and everything
 * on tensors that `takes` refuses or that are empty.
 */
export function replaceKernel(
  kernelName: string,
  kernel: SimdKernel,
  takes: (inputs: readonly tf.TensorInfo[]) => boolean,
): void {
  const cpu = tf.getKernel(kernelName, 'cpu').kernelFunc;
  tf.unregisterKernel(kernelName, 'simd');
  tf.registerKernel({
    kernelName,
    backendName: 'simd',
    kernelFunc: (call) => {
      const tensors = Object.values(call.inputs) as tf.TensorInfo[];
      const ours = takes(tensors) && !tensors.some(isEmpty);
      const result = ours && kernel(call.backend as SimdBackend, call.inputs, call.attrs ?? {});
      return result || onHost(kernelName, cpu, call);
    },
  });
}

/** Lets a recording know of a kernel of the cpu backend, which works on the numbers themselves. */
export function watchHostKernel(kernelName: string): void {
  const { kernelFunc } = tf.getKernel(kernelName, 'simd');
  tf.unregisterKernel(kernelName, 'simd');
  tf.registerKernel({
    kernelName,
    backendName: 'simd',
    kernelFunc: (call) => onHost(kernelName, kernelFunc, call),
  });
}

function onHost(
  name: string,
  run: tf.KernelFunc,
  call: Parameters<tf.KernelFunc>[0],
): ReturnType<tf.KernelFunc> {
  return (call.backend as SimdBackend).hostCall(name, run, call);
}

/** A kernel for an op of our own, which is never asked for what it cannot do. It lists its results. */
export type OwnKernel = (...call: Parameters<SimdKernel>) => tf.TensorInfo[];

export function addKernel(kernelName: string, kernel: OwnKernel): void {
  // The cpu backend's kernels have been copied, and what it has for our own ops computes their formulas.
  if (tf.getKernel(kernelName, 'simd')) tf.unregisterKernel(kernelName, 'simd');
  tf.registerKernel({
    kernelName,
    backendName: 'simd',
    kernelFunc({ backend, inputs, attrs: call }) {
      const { attrs, data } = call as unknown as CallAttrs;
      return kernel(backend as SimdBackend, { ...inputs, ...data }, attrs as tf.NamedAttrMap);
    },
  });
}

export function allFloats(tensors: readonly tf.TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype === 'float32');
}

export function allTruths(tensors: readonly tf.TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype === 'bool');
}

/** Whatever lives on the heap. */
export function numbers(tensors: readonly tf.TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => isHeapType(dtype));
}

function isEmpty({ shape }: tf.TensorInfo): boolean {
  return shape.includes(0);
}
