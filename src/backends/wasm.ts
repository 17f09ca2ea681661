import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '../tensors/tf.ts';
import { activate } from './activate.ts';
import { matMulPerMember } from './wasm-mat-mul.ts';
import { tanhKernel } from './wasm-tanh.ts';

/** Starts TensorFlow.js's `wasm` backend as it comes. */
export async function startStockWasm(): Promise<void> {
  setWasmPaths(wasmFolder());
  // Emscripten would print several lines about a failure that is reported in one.
  const { warn } = console;
  console.warn = () => {};
  try {
    await activate('wasm');
  } finally {
    console.warn = warn;
  }
}

/**
 * Starts TensorFlow.js's `wasm` backend with two of its kernels replaced, which together take most of a training step:
 * its matrix product leaves the fast routine for a scalar loop whenever a side is transposed or there is more than one
 * matrix (that is in every gradient and every population), and its `tanh` calls a scalar library function.
 */
export async function startWasm(): Promise<void> {
  await startStockWasm();
  const backend = tf.backend() as BackendWasm;
  replaceKernel(tf.BatchMatMul, matMulPerMember(backend));
  replaceKernel(tf.Tanh, tanhKernel);
}

function replaceKernel(kernelName: string, kernelFunc: tf.KernelFunc): void {
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
}

/** Beside the bundle in a built package, in the backend's own package otherwise. */
function wasmFolder(): string {
  const bundled = fileURLToPath(new URL('./wasm/', import.meta.url));
  if (existsSync(bundled)) return bundled;
  return `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`;
}
