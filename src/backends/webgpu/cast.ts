import type { DataType } from '../../tensors/tf.ts';
import * as tf from '../../tensors/tf.ts';
import { numberKernel } from './number-kernel.ts';

/**
 * Turns truth values and whole numbers into floats at once. TensorFlow.js only gives them another name, and a program that
 * copies them later, as a sum over any but the last axis does, is then refused by the device: it would write whole numbers
 * where floats are.
 */
export function registerCast(): void {
  const original = tf.getKernel(tf.Cast, 'webgpu')!.kernelFunc;
  const asFloats = numberKernel('f32(x[i])');
  tf.unregisterKernel(tf.Cast, 'webgpu');
  tf.registerKernel({
    kernelName: tf.Cast,
    backendName: 'webgpu',
    kernelFunc: (call) => {
      const from = call.inputs.x!.dtype;
      const { dtype } = call.attrs as unknown as { dtype: DataType };
      const turns = dtype === 'float32' && (from === 'bool' || from === 'int32');
      return (turns ? asFloats : original)(call);
    },
  });
}
