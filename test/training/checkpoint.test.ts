import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exampleOf, optimizers } from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { decodeCheckpoint } from '../../src/training/checkpoint.ts';
import { trainPopulation } from '../../src/training/train-population.ts';
import { company } from './company.ts';
import { recordsOf, smallPlan } from './small-plan.ts';
import { byMember, trainedFor, trainedWithStops } from './stops.ts';

describe.each(Object.entries(company))('%s', (_name, settings) => {
  test('goes on from a checkpoint as if it had not stopped, bit for bit', async () => {
    const plan = smallPlan({ ...settings, optimizers: ['ADAM(lr=0.003)', 'ADAM(lr=0.03)'], seeds: [1, 2] });
    expect(byMember(await trainedWithStops(plan, [2, 1]))).toEqual(byMember(await recordsOf(plan)));
  });
});

test.each(optimizers.entries().map(exampleOf))('%s goes on as if it had not stopped', async (spec) => {
  const plan = smallPlan({ optimizers: [spec], seeds: [1, 2] });
  expect(byMember(await trainedWithStops(plan, [2]))).toEqual(byMember(await recordsOf(plan)));
});

test('stops anywhere, as often as you like, change nothing', async () => {
  const plan = smallPlan({ ...company['reinforce, episodes of unequal length'], seeds: [1, 2, 3] });
  const uninterrupted = byMember(await recordsOf(plan));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }), async (stops) => {
      expect(byMember(await trainedWithStops(plan, stops))).toEqual(uninterrupted);
    }),
    { numRuns: 10 },
  );
});

test('members that go on and members that begin train side by side', async () => {
  const plan = smallPlan({ seeds: [1, 2] });
  const half = await trainedFor(3, smallPlan({ seeds: [1] }));
  const rest = await trainedFor(Number.POSITIVE_INFINITY, plan, { from: [half.from[0], undefined] });
  expect(byMember([...half.records, ...rest.records])).toEqual(byMember(await recordsOf(plan)));
});

test('checkpoints come with the records that lead up to them', async () => {
  for await (const records of trainPopulation(smallPlan({}), { checkpointInterval: 0 })) {
    const update = records.find((record) => record.kind === 'update');
    const ended = records.some((record) => record.kind === 'end');
    if (!update || ended) continue;
    const checkpoint = records.find((record) => record.kind === 'checkpoint')!;
    expect(checkpoint.updateIndex).toBe(update.updateIndex);
    expect(decodeCheckpoint(checkpoint.state)).toMatchObject({ updates: update.updateIndex });
  }
});

test('the clock goes on where it stood', async () => {
  const plan = smallPlan({});
  const { from } = await trainedFor(2, plan);
  const { wallS } = decodeCheckpoint(from[0]!);
  for await (const records of trainPopulation(plan, { from })) {
    for (const record of records) if (record.kind === 'update') expect(record.wallS).toBeGreaterThan(wallS);
  }
});

test('leave no tensors behind', async () => {
  const plan = smallPlan({ agent: 'grpo(num_groups=2,group_size=2,kl_coef=0.1)', totalTimesteps: 400 });
  const before = tf.memory().numTensors;
  const { from } = await trainedFor(2, plan, { checkpointInterval: 0 });
  await trainedFor(2, plan, { from, checkpointInterval: 0 });
  expect(tf.memory().numTensors).toBe(before);
});

test('what another rl-bench has written, or nobody, is refused in one line', () => {
  expect(() => decodeCheckpoint(Uint8Array.of(1, 2, 3))).toThrow(
    /^a checkpoint cannot be read: .*; start the study anew$/,
  );
});
