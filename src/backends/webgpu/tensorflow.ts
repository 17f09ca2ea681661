/**
 * TensorFlow.js's WebGPU backend with the kernels replaced that would not do. To be loaded when `navigator.gpu` is there,
 * for which it looks at once.
 *
 * @module
 */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../../tensors/tf.ts';
import { registerCast } from './cast.ts';
import { registerElementaryFunctions } from './elementary-functions.ts';
import { batchMatMul } from './mat-mul.ts';
import { registerOwnOps } from './own-ops.ts';
import { registerSum } from './sum.ts';

/** Registers the backend on a device that was opened; nothing is computed there yet. */
export function registerWebgpu(device: GPUDevice, info: GPUAdapterInfo): void {
  // The package registers one that asks for a device of its own.
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, info));
  tf.unregisterKernel(tf.BatchMatMul, 'webgpu');
  tf.registerKernel({ kernelName: tf.BatchMatMul, backendName: 'webgpu', kernelFunc: batchMatMul });
  registerCast();
  registerSum();
  registerElementaryFunctions();
  registerOwnOps();
  // Whether a tensor is small enough to be handed to the CPU goes by its whole size, so that a member would come to
  // depend on how many others there are.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
}
