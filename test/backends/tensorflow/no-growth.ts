import { expect } from 'vitest';
import * as tf from '../../../src/tensors/tf.ts';
import { heldAfter } from '../../training/memory-held.ts';

/** Tensors that TensorFlow holds for us. */
function heldByTensorflow(): { buffers: number } {
  return { buffers: tf.backend().numDataIds() };
}

/** Trains for so many updates on the backend that was started; a process that grows after the early one fails. */
export async function expectNoGrowth(
  optimizer: string,
  updates: { readonly early: number; readonly last: number },
): Promise<void> {
  const { early, last } = await heldAfter(optimizer, updates, heldByTensorflow);
  const { objects, resident, ...exact } = last;
  const megabyte = 2 ** 20;
  const more = {
    resident: (resident - early.resident) / megabyte,
    objects: (objects - early.objects) / megabyte,
  };
  console.log(
    `${optimizer}: ${more.resident.toFixed(1)} MiB more, ${more.objects.toFixed(1)} MiB of them objects`,
  );
  expect(exact).toEqual({
    tensors: early.tensors,
    tensorBytes: early.tensorBytes,
    buffers: early.buffers,
  });
  expect(more.objects).toBeLessThan(4);
  expect(more.resident).toBeLessThan(64);
}
