import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { expect, test } from 'vitest';
import { startBackend } from '../../../src/backends/index.ts';
import * as tf from '../../../src/tensors/tf.ts';

test('A program that the device refuses is a lost device with the reason, not a wait for ever', async () => {
  const running = await startBackend('webgpu');
  const { device } = tf.backend() as unknown as WebGPUBackend;
  device.createShaderModule({ code: 'this is no program' });
  await device.lost;
  expect(running.failure?.()?.message).toMatch(/^the GPU was lost: .*WGSL/);
});
