import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { startBackend } from '../../src/backends/index.ts';
import type { SimdBackend } from '../../src/backends/simd/backend.ts';
import * as tf from '../../src/tensors/tf.ts';
import { trainPopulation } from '../../src/workloads/train-population.ts';
import { smallPlan } from '../training/small-plan.ts';

/** What a process holds at one moment. */
interface Held {
  readonly tensors: number;
  /** Bytes of the blocks in use, and of all blocks there have ever been. */
  readonly used: number;
  readonly reached: number;
  /** Bytes of the WebAssembly memory. */
  readonly size: number;
  readonly objects: number;
  readonly resident: number;
}

function held(collectGarbage: () => void): Held {
  collectGarbage();
  const { heap } = tf.backend() as SimdBackend;
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return {
    tensors: tf.memory().numTensors,
    used: heap.usedBytes,
    reached: heap.reachedBytes,
    size: heap.memory.buffer.byteLength,
    objects: heapUsed + arrayBuffers - heap.memory.buffer.byteLength,
    resident: rss,
  };
}

test.each(['ADAM(lr=0.001)', 'MILO(lr=0.001)'])(
  'two thousand updates with %s on simd end with the memory that two hundred had',
  async (optimizer) => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    await startBackend('simd');
    const plan = smallPlan({
      agent: 'ppo(num_envs=2,num_steps=8,num_minibatches=2,update_epochs=1)',
      optimizers: [optimizer],
      seeds: [1, 2],
      totalTimesteps: 16 * 2000,
      evaluations: 20,
    });
    let updates = -1;
    let early: Held | undefined;
    let late: Held | undefined;
    for await (const _ of trainPopulation(plan)) {
      updates++;
      if (updates === 200) early = held(collectGarbage);
      if (updates === 2000) late = held(collectGarbage);
    }
    expect(updates).toBe(2000);
    const { objects, resident, ...exact } = late!;
    expect(exact).toEqual({
      tensors: early!.tensors,
      used: early!.used,
      reached: early!.reached,
      size: early!.size,
    });
    const megabyte = 2 ** 20;
    expect(objects - early!.objects).toBeLessThan(2 * megabyte);
    expect(resident - early!.resident).toBeLessThan(64 * megabyte);
  },
);
