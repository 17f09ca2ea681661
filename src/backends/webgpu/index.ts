import { DeviceLostError } from '../../errors.ts';
import * as tf from '../../tensors/tf.ts';
import { activate } from '../activate.ts';
import type { RunningBackend } from '../backend-entry.ts';
import { deviceOf, openDevice } from './device.ts';

/**
 * Starts TensorFlow.js's WebGPU backend on Dawn.
 *
 * A device that reports an error is given up. WebGPU would go on and leave zeros in the results.
 */
export async function startWebgpu(): Promise<RunningBackend> {
  const opened = await openDevice();
  const { gpu, device, info, version } = opened;
  const navigatorBefore = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  // The module looks for a WebGPU where browsers have it, while it is being loaded.
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true, writable: true });
  const { registerWebgpu } = await import('./tensorflow.ts');
  registerWebgpu(device, info);

  let failure: string | undefined;
  let stopping = false;
  device.onuncapturederror = ({ error }) => {
    failure ??= error.message.split('\n')[0];
    // Destroying waits for all callbacks to return, of which this is one.
    setImmediate(() => device.destroy());
  };
  void device.lost.then(({ reason, message }) => {
    if (!stopping) failure ??= message.split('\n')[0] || reason;
  });
  await activate('webgpu');

  return {
    version,
    device: deviceOf(info),
    tensorLimit: Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize),
    failure: () => (failure === undefined ? undefined : new DeviceLostError(`the GPU was lost: ${failure}`)),
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
