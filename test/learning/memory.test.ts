import { expect, test } from 'vitest';
import { startBackend } from '../../src/backends/index.ts';
import type { SimdBackend } from '../../src/backends/simd/backend.ts';
import * as tf from '../../src/tensors/tf.ts';
import { heldAfter } from '../training/memory-held.ts';

/** Bytes of the blocks of WebAssembly memory in use, of all blocks that there have ever been, and of the memory itself. */
function heapNow(): { used: number; reached: number; size: number } {
  const { heap } = tf.backend() as SimdBackend;
  return { used: heap.usedBytes, reached: heap.reachedBytes, size: heap.memory.buffer.byteLength };
}

test.each(['ADAM(lr=0.001)', 'MILO(lr=0.001)'])(
  'two thousand updates with %s on simd end with the memory that two hundred had',
  async (optimizer) => {
    await startBackend('simd');
    const { early, last } = await heldAfter(optimizer, { early: 200, last: 2000 }, heapNow);
    const { objects, resident, ...exact } = last;
    expect(exact).toEqual({
      tensors: early.tensors,
      tensorBytes: early.tensorBytes,
      used: early.used,
      reached: early.reached,
      size: early.size,
    });
    const megabyte = 2 ** 20;
    expect(objects - last.size - (early.objects - early.size)).toBeLessThan(2 * megabyte);
    expect(resident - early.resident).toBeLessThan(64 * megabyte);
  },
);
