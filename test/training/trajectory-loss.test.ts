import { describe, expect, test } from 'vitest';
import type { MeasurementRecord, TrainingRecord } from '../../src/results/index.ts';
import { assemble } from '../../src/workloads/assemble.ts';
import { testMembersOf } from './members-of-a-plan.ts';
import { recordsOf, smallPlan } from './small-plan.ts';

const small = 'num_envs=2,num_steps=16,num_minibatches=2,update_epochs=4';
const kinds = {
  mesa: 'trajectory_loss=mesa,mesa_decay=0.9',
  saf: 'trajectory_loss=saf,saf_lag=2,saf_start=1',
};
const agent = (trajectory: string, others = small) => `ppo(${others},${trajectory})`;

/** What an agent has said of that loss, update by update. */
const said = (records: readonly TrainingRecord[]): number[] =>
  records
    .filter((each): each is MeasurementRecord => each.kind === 'measurement')
    .filter(({ source, quantity }) => source === 'ppo' && quantity === 'trajectory_loss')
    .map(({ value }) => value!);

describe.each(Object.entries(kinds))('a population that is held near its own past by %s', (_, trajectory) => {
  const plan = (given: Parameters<typeof smallPlan>[0] = {}) =>
    smallPlan({ agent: agent(trajectory), ...given });

  test('learns otherwise, and says how far it is from it', async () => {
    const [held, weightless, without] = await Promise.all([
      recordsOf(plan()),
      recordsOf(plan({ agent: agent(`${trajectory},trajectory_coef=0`) })),
      recordsOf(plan({ agent: `ppo(${small})` })),
    ]);
    const distances = said(held);
    expect(distances).toHaveLength(4);
    for (const distance of distances) expect(distance).toBeGreaterThan(0);
    // A weight of 0 is no loss at all.
    expect(said(weightless)).toEqual([0, 0, 0, 0]);
    const others = (records: readonly TrainingRecord[]) =>
      records.filter((each) => each.kind !== 'measurement');
    expect(others(weightless)).toEqual(others(without));
    expect(others(held)).not.toEqual(others(without));
  });

  test('stays nearer to it the more that counts', async () => {
    const distance = async (coef: number) => {
      const own = said(
        await recordsOf(
          plan({
            agent: agent(`${trajectory},trajectory_coef=${coef},ent_coef=0`),
            optimizers: ['ADAM(lr=0.01)'],
          }),
        ),
      );
      return own.reduce((sum, each) => sum + each / coef, 0);
    };
    expect(await distance(3)).toBeLessThan(0.7 * (await distance(0.01)));
  });

  testMembersOf(plan);

  test('learns from episodes of different lengths, from rows that are dropped or drawn, and with rules that ask much of the loss', async () => {
    const groups = `num_groups=2,group_size=2,num_minibatches=2,update_epochs=4,advantage=grpo`;
    for (const given of [
      { agent: agent(trajectory, groups), seeds: [1, 2] },
      { agent: agent(`${trajectory},drop_lowest=0.3`) },
      { agent: agent(`${trajectory},minibatch_sampling=panda_unbiased`) },
      { optimizers: ['SARAH(SGD(lr=0.01),restart=3)', 'SAM(SGD(lr=0.01))', 'KFAC'] },
    ]) {
      for (const optimizer of given.optimizers ?? ['ADAM(lr=0.003)']) {
        const records = await recordsOf(plan({ ...given, optimizers: [optimizer] }));
        expect(records.at(-1)).toMatchObject({ kind: 'end', status: 'finished' });
        expect(said(records).every((each) => Number.isFinite(each) && each >= -1e-6)).toBe(true);
      }
    }
  });
});

describe('what cannot be held near its own past is refused in a line', () => {
  test.each([
    [
      'a box',
      { env: 'pendulum', agent: agent(kinds.mesa) },
      'trajectory_loss=mesa compares what goes into a softmax, and this policy has none',
    ],
    [
      'StableMax',
      { agent: agent(`${kinds.saf},policy_head=stablemax`) },
      'trajectory_loss=saf compares what goes into a softmax, and this policy has none',
    ],
    [
      'too few epochs',
      { agent: agent('trajectory_loss=saf') },
      'trajectory_loss=saf with saf_start=5 and saf_lag=3 begins in epoch 7 of a roll-out, and there are 4; give update_epochs of 7 or more',
    ],
  ] as const)('%s', (_, given, message) => {
    expect(() => assemble(smallPlan(given))).toThrow(message);
  });
});
