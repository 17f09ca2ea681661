import { serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as tf from '../../src/tensors/tf.ts';
import { decodeCheckpoint, type SavedPlayer } from '../../src/training/checkpoint.ts';
import { trainPopulation } from '../../src/workloads/train-population.ts';
import { membersAreApart } from '../members-are-apart.ts';
import { company } from './company.ts';
import { recordsOf, smallPlan } from './small-plan.ts';
import { byMember, trainedFor, trainedInPieces, trainedWithStops } from './stops.ts';

describe.each(Object.entries(company))('%s', (_name, settings) => {
  test('goes on from a checkpoint as if it had not stopped, bit for bit', async () => {
    const plan = smallPlan({ ...settings, optimizers: ['ADAM(lr=0.003)', 'ADAM(lr=0.03)'], seeds: [1, 2] });
    expect(byMember(await trainedWithStops(plan, [2, 1]))).toEqual(byMember(await recordsOf(plan)));
  });

  test.runIf(membersAreApart)(
    'is left off by shares of the budget, each member by its own, bit for bit',
    async () => {
      const plan = smallPlan({ ...settings, optimizers: ['ADAM(lr=0.003)', 'ADAM(lr=0.03)'], seeds: [1, 2] });
      const pieces = [
        [0.3, 0.6, 0.2, 0.9],
        [0.3, 0.7, 0.5, 1],
        [1, 1, 1, 1],
      ];
      expect(byMember(await trainedInPieces(plan, pieces))).toEqual(byMember(await recordsOf(plan)));
    },
  );
});

test('who is left off stands still, with a checkpoint of the update that has spent the share', async () => {
  const plan = smallPlan({ seeds: [1, 2] });
  const { records, from } = await trainedFor(Number.POSITIVE_INFINITY, plan, { until: [0.5, 1] });
  const updates = records.filter(({ kind }) => kind === 'update');
  expect(updates.map(({ member }) => member).sort()).toEqual([0, 0, 1, 1, 1, 1]);
  expect(records.filter(({ kind }) => kind === 'end')).toMatchObject([
    { member: 0, status: 'paused', error: null, updates: 2, envSteps: 64 },
    { member: 1, status: 'finished', updates: 4 },
  ]);
  expect(decodeCheckpoint(from[0]!)).toMatchObject({ updates: 2 });
  const again = await trainedFor(1, plan, { from: [from[0], from[0]], until: [0.5, 0.2] });
  expect(again.records).toMatchObject([
    { kind: 'end', member: 0, status: 'paused', updates: 2 },
    { kind: 'end', member: 1, status: 'paused', updates: 2 },
  ]);
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

test.runIf(membersAreApart)('members that go on and members that begin train side by side', async () => {
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

test('the policy that is kept as the best had the highest score, wherever training has stopped', async () => {
  const small = smallPlan({ seeds: [1, 2], totalTimesteps: 320, evaluations: 10 });
  const plan = { ...small, evaluation: { ...small.evaluation, keepBest: true } };
  const uninterrupted = await recordsOf(plan);
  expect(byMember(await trainedWithStops(plan, [2, 3, 1]))).toEqual(byMember(uninterrupted));
  for (const member of [0, 1]) {
    const own = uninterrupted.filter((record) => record.member === member);
    const scores = own.flatMap((record) => (record.kind === 'evaluation' ? [record] : []));
    const best = own.findLast((record) => record.kind === 'policy' && record.choice === 'best');
    const highest = Math.max(...scores.map(({ meanReturn }) => meanReturn));
    const { updateIndex } = scores.find(({ meanReturn }) => meanReturn === highest)!;
    expect(best).toMatchObject({ updateIndex });
  }
});

test('leave no tensors behind', async () => {
  const plan = smallPlan({ agent: 'grpo(num_groups=2,group_size=2,kl_coef=0.1)', totalTimesteps: 400 });
  const before = tf.memory().numTensors;
  const { from } = await trainedFor(2, plan, { checkpointInterval: 0 });
  await trainedFor(2, plan, { from, checkpointInterval: 0 });
  expect(tf.memory().numTensors).toBe(before);
});

describe('a checkpoint', () => {
  const whole = async () => (await trainedFor(2, smallPlan({}))).from[0]!;

  test('of which any byte has changed, or some are missing, is refused in one line', async () => {
    const bytes = await whole();
    const refused = /^its bytes are not those that were written$/;
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const changed = Uint8Array.from(bytes);
        changed[place]! ^= change;
        expect(() => decodeCheckpoint(changed)).toThrow(refused);
        expect(() => decodeCheckpoint(bytes.subarray(0, place))).toThrow(refused);
      }),
      { numRuns: 300 },
    );
    expect(() => decodeCheckpoint(Uint8Array.of(1, 2, 3))).toThrow(refused);
    const others = serialize({ format: 99, updates: 1, players: [{}] });
    expect(() => decodeCheckpoint(others)).toThrow(/^it is of format 99, this rl-bench reads 2 and 1$/);
  });

  test('from before there were workloads, or checksums, still serves, and is refused where it does not fit', async () => {
    const plan = smallPlan({ agent: 'grpo(num_groups=2,group_size=2,kl_coef=0.1)', totalTimesteps: 400 });
    const { records, from } = await trainedFor(2, plan);
    const { players, ...counters } = decodeCheckpoint(from[0]!);
    const content = serialize({ format: 1, ...counters, ...ofFormat1(players) });
    for (const old of [content, withChecksum(content)]) {
      const rest = await trainedFor(Number.POSITIVE_INFINITY, plan, { from: [old] });
      expect(byMember([...records, ...rest.records])).toEqual(byMember(await recordsOf(plan)));
    }
    const misfit = serialize({ format: 1, ...counters, players: [{ learner: { parameters: 3 } }] });
    await expect(trainedFor(1, plan, { from: [misfit] })).rejects.toThrow(
      /^a checkpoint cannot be gone on from: it does not fit what is trained$/,
    );
  });
});

/** Players and the count of episodes, as they stood in a checkpoint before there were workloads. */
function ofFormat1(players: readonly SavedPlayer[]) {
  const parts = players.map(({ workload, ...player }) => {
    const { episodes, ...own } = workload as { readonly episodes: number };
    return { episodes, player: { ...player, ...own } };
  });
  return { episodes: parts[0]!.episodes, players: parts.map(({ player }) => player) };
}

/** As rl-bench writes it: four letters, the CRC-32, the content. */
function withChecksum(content: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(content));
  return Buffer.concat([Buffer.from('rlcp'), sum, content]);
}
