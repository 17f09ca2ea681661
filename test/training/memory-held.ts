import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '../../src/tensors/tf.ts';
import { trainPopulation } from '../../src/workloads/train-population.ts';
import { smallPlan } from './small-plan.ts';

/** What a process holds at one moment, garbage aside. */
export interface Held {
  readonly tensors: number;
  /** Of tensors, as TensorFlow.js counts them. */
  readonly tensorBytes: number;
  /** Bytes of JavaScript's objects and buffers. */
  readonly objects: number;
  /** Bytes of the whole process. */
  readonly resident: number;
}

/**
 * Trains two members for so many small updates on the backend that was started.
 *
 * @param look says what else is held.
 * @returns what was held after the early update and after the last one.
 */
export async function heldAfter<T>(
  optimizer: string,
  { early, last }: { readonly early: number; readonly last: number },
  look: () => T,
): Promise<{ readonly early: Held & T; readonly last: Held & T }> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const held = (): Held & T => {
    collectGarbage();
    const { numTensors, numBytes } = tf.memory();
    const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
    return {
      tensors: numTensors,
      tensorBytes: numBytes,
      objects: heapUsed + arrayBuffers,
      resident: rss,
      ...look(),
    };
  };
  const plan = smallPlan({
    agent: 'ppo(num_envs=2,num_steps=8,num_minibatches=2,update_epochs=1)',
    optimizers: [optimizer],
    seeds: [1, 2],
    totalTimesteps: 16 * last,
    evaluations: 20,
  });
  const seen = new Map<number, Held & T>();
  // The untrained policy is evaluated before the first update.
  let updates = -1;
  for await (const _ of trainPopulation(plan)) {
    updates++;
    if (updates === early || updates === last) seen.set(updates, held());
  }
  if (updates !== last) throw new Error(`${updates} updates were made, not ${last}`);
  return { early: seen.get(early)!, last: seen.get(last)! };
}
