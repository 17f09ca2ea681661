import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tf from '../tensors/tf.ts';

/** tanh on the backend's memory in double precision, rounded once. */
export const tanhKernel: tf.KernelFunc = ({ inputs, backend }) => {
  const wasm = backend as BackendWasm;
  const { shape, dtype } = inputs.x!;
  const out = wasm.makeOutput(shape, dtype);
  // Taken after the allocation, which may move the memory.
  const from = wasm.typedArrayFromHeap(inputs.x!);
  const to = wasm.typedArrayFromHeap(out);
  for (let i = 0; i < from.length; i++) to[i] = tanh(from[i]!);
  return out;
};

/** 1 − 2/(e²ˣ + 1), and the start of the series where that difference would cancel. */
function tanh(x: number): number {
  if (Math.abs(x) < 1e-3) return x * (1 - (x * x) / 3);
  return 1 - 2 / (Math.exp(2 * x) + 1);
}
