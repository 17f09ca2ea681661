import { RunError } from '../errors.ts';
import * as tf from '../tensors/tf.ts';
import type { RunningBackend } from './backend-entry.ts';
import { openDevice } from './webgpu-device.ts';

/**
 * Starts TensorFlow.js's WebGPU backend on Dawn.
 *
 * Two of its choices are taken away from it, because both go by the size of the whole tensor, so that a member would
 * come to depend on how many others there are: small tensors are not handed to the CPU, and every matrix product is
 * computed by the one program for matrices of any size.
 *
 * A device that reports an error is given up. WebGPU would go on and leave zeros in the results.
 */
export async function startWebgpu(): Promise<RunningBackend> {
  const { gpu, device, info } = await openDevice();
  const navigatorBefore = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  // The module looks for a WebGPU where browsers have it, while it is being loaded.
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true, writable: true });
  const { WebGPUBackend, webgpu_util } = await import('@tensorflow/tfjs-backend-webgpu');
  // It has registered one that would ask for a device of its own.
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, info));
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', webgpu_util.MatMulProgramType.MatMulPackedProgram);

  let failure: string | undefined;
  let stopping = false;
  device.onuncapturederror = ({ error }) => {
    failure ??= error.message.split('\n')[0];
    device.destroy();
  };
  void device.lost.then(({ reason, message }) => {
    if (!stopping) failure ??= message.split('\n')[0] || reason;
  });
  await tf.setBackend('webgpu');
  await tf.ready();

  return {
    failure: () => (failure === undefined ? undefined : new RunError(`the GPU was lost: ${failure}`)),
    stop() {
      stopping = true;
      tf.removeBackend('webgpu');
      device.destroy();
      // As long as anybody holds on to Dawn, it keeps the process from ending.
      if (navigatorBefore) Object.defineProperty(globalThis, 'navigator', navigatorBefore);
      else Reflect.deleteProperty(globalThis, 'navigator');
    },
  };
}
