import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { parseCall } from '../../../src/call-expression.ts';
import * as tf from '../../../src/tensors/tf.ts';
import type { PopulationPlan } from '../../../src/training/population-plan.ts';
import { assemble, preparedWorkload } from '../../../src/workloads/assemble.ts';
import { trainPopulation } from '../../../src/workloads/train-population.ts';
import { recordsOf, recordsOfMember } from '../../training/small-plan.ts';
import { mnistFolder } from './image-files.ts';

const folder = mnistFolder({ train: 30, test: 20 });
afterAll(() => rmSync(folder, { recursive: true }));

const planOf = (env: string, network: string, seeds = [1, 2]): PopulationPlan => ({
  env,
  agent: parseCall('supervised(batch_size=8,num_minibatches=2)'),
  network: parseCall(network),
  members: seeds.map((seed) => ({ seed, optimizer: parseCall('ADAM(lr=0.01)') })),
  totalTimesteps: 16,
  evaluation: { count: 1, episodes: 1 },
});

describe.each([
  ['digits(train=30,test=20)', 'conv'],
  ['digits(train=30,test=20)', 'conv-residual(blocks=1)'],
  [`mnist(path=${JSON.stringify(folder)})`, 'conv(pool=2)'],
])('%s with %s', (env, network) => {
  test('takes no more memory than is known before, nor far less', async () => {
    const plan = planOf(env, network);
    const { tensors, shared } = preparedWorkload(plan)!.footprint;
    const before = tf.memory().numBytes;
    const train = async (): Promise<void> => {
      for await (const _ of trainPopulation(plan));
    };
    const { kernels } = await tf.profile(train as unknown as () => tf.TensorContainer);
    const peak = Math.max(...kernels.map(({ totalBytesSnapshot }) => totalBytesSnapshot - before));
    const known = tensors * plan.members.length + shared!.tensors;
    expect(peak).toBeLessThan(known);
    expect(peak).toBeGreaterThan(known / 10);
  });

  test('trains a member the same alone and in company', async () => {
    const together = await recordsOf(planOf(env, network));
    for (const member of [0, 1]) {
      expect(await recordsOf(planOf(env, network, [member + 1]))).toEqual(recordsOfMember(together, member));
    }
  });
});

test('A network of pictures is refused in one line by a task that has none, and knows that of one that has', () => {
  expect(() => assemble(planOf('spirals', 'conv'))).toThrow(/^network conv reads pictures, and here is none/);
  expect(() => assemble({ ...planOf('cartpole', 'conv'), agent: parseCall('ppo') })).toThrow(
    /^network conv reads pictures, and here is none/,
  );
  const shapes = assemble({
    ...planOf('minatar-breakout', 'conv'),
    agent: parseCall('ppo'),
    totalTimesteps: 4096,
  });
  expect(shapes.parameters[0]).toMatchObject({ name: 'actor.0.kernel', shape: [36, 16] });
});
