import { beforeAll, describe, expect, test, vi } from 'vitest';
import { activate } from '../../../src/backends/activate.ts';
import { startBackend } from '../../../src/backends/index.ts';
import { SimdBackend } from '../../../src/backends/simd/backend.ts';
import type { Heap } from '../../../src/backends/simd/heap.ts';
import { RunError } from '../../../src/errors.ts';
import { safety } from '../../../src/sweep/cost/fit-to-memory.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { leastFootprint, memberFootprint } from '../../../src/workloads/control/footprint.ts';
import { trainPopulation } from '../../../src/workloads/train-population.ts';
import { smallPlan } from '../../training/small-plan.ts';

beforeAll(() => startBackend('simd'));

/** A heap that nothing has been taken from yet, and that everything is from now on. */
async function emptyHeap(): Promise<Heap> {
  const backend = new SimdBackend();
  tf.removeBackend('simd');
  tf.registerBackend('simd', () => backend);
  await activate('simd');
  return backend.heap;
}

const wide = 'mlp(sizes=[128,128])';

describe.each([
  ['the usual sizes', {}],
  ['large networks', { network: wide }],
  ['large networks, an optimizer of layers', { network: wide, optimizers: ['MILO_LW(lr=0.01)'] }],
  ['large networks, small state', { network: wide, optimizers: ['NOVOGRAD(lr=0.01)'] }],
  [
    'a large minibatch',
    { agent: 'ppo(num_envs=64,num_steps=32,num_minibatches=1,update_epochs=1)', network: 'mlp(sizes=[16])' },
  ],
  [
    'many copies and small minibatches',
    { agent: 'ppo(num_envs=256,num_steps=2,num_minibatches=32,update_epochs=1)', env: 'point-nav' },
  ],
  ['many small members', { seeds: Array.from({ length: 50 }, (_, seed) => seed) }],
  ['pictures', { env: 'minatar-breakout', network: 'conv', agent: 'ppo(num_envs=4,update_epochs=1)' }],
  ['layer norm', { network: 'mlp(sizes=[64,64],layer_norm=true)', env: 'pendulum' }],
])('%s', (_name, sizes) => {
  const plan = smallPlan({
    agent: 'ppo(update_epochs=1)',
    network: 'mlp',
    seeds: [1, 2, 3],
    totalTimesteps: 2 ** 20,
    evaluations: 1,
    ...sizes,
  });

  test('training takes no more memory than estimated, nor far less, and no larger tensor', async () => {
    const { tensors, largest } = await memberFootprint(plan);
    const heap = await emptyHeap();
    const blocks = vi.spyOn(heap, 'allocate');
    // What replayed steps work in is one block, but no tensor.
    const scratch = vi.spyOn(tf.backend() as SimdBackend, 'scratch');
    let batches = 0;
    for await (const _ of trainPopulation(plan)) if (++batches === 3) break;
    const ratio = heap.reachedBytes / (tensors * plan.members.length);
    expect(ratio).toBeLessThan(safety);
    expect(ratio).toBeGreaterThan(0.5);
    const noTensors = new Set(scratch.mock.calls.flat());
    const tensorBytes = blocks.mock.calls.map(([bytes]) => bytes).filter((bytes) => !noTensors.has(bytes));
    const block = Math.max(...tensorBytes) / (largest * plan.members.length);
    expect(block).toBeLessThanOrEqual(1);
    expect(block).toBeGreaterThan(0.9);
  });

  test('the estimate keeps no memory itself, and is more than the least', async () => {
    const heap = await emptyHeap();
    const numTensors = tf.memory().numTensors;
    const { tensors } = await memberFootprint(plan);
    expect(heap.usedBytes).toBe(0);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tensors).toBeGreaterThan(leastFootprint(plan).tensors);
  });
});

test('twice the members, the same for each', async () => {
  const footprint = (seeds: readonly number[]) => memberFootprint(smallPlan({ seeds }));
  expect(await footprint([1])).toEqual(await footprint([1, 2]));
});

test('episodes count at their longest', async () => {
  const footprint = (limit: number) =>
    memberFootprint(smallPlan({ agent: 'reinforce', env: `cartpole(max_episode_steps=${limit})` }));
  const [short, long] = [await footprint(100), await footprint(200)];
  expect(long.host).toBe(2 * short.host);
  expect(long.tensors).toBeGreaterThan(1.5 * short.tensors);
});

test.each([20, 60, 100, 140])('a memory that is full at its %i-th block is told of', async (last) => {
  const heap = await emptyHeap();
  const allocate = heap.allocate.bind(heap);
  let blocks = 0;
  vi.spyOn(heap, 'allocate').mockImplementation((bytes) => {
    if (++blocks >= last) throw new RunError('the memory is full');
    return allocate(bytes);
  });
  await expect(memberFootprint(smallPlan({}))).rejects.toThrow('the memory is full');
});
