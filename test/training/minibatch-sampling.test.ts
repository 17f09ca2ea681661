import { describe, expect, test } from 'vitest';
import * as tf from '../../src/tensors/tf.ts';
import type { MinibatchStep } from '../../src/training/workload.ts';
import { assemble } from '../../src/workloads/assemble.ts';
import type { ControlWorkload } from '../../src/workloads/control/control-workload.ts';
import { testMembersOf } from './members-of-a-plan.ts';
import { recordsOf, smallPlan } from './small-plan.ts';

const agent = (sampling: string, settings = 'num_envs=2,num_steps=16,num_minibatches=2,update_epochs=4') =>
  `ppo(${settings},minibatch_sampling=${sampling})`;

/** A roll-out of two players whose rows are drawn, with nothing learned in between. */
async function rolledOut(sampling: string, settings: string) {
  const { createWorkload } = assemble(smallPlan({ agent: agent(sampling, settings), seeds: [1, 2] }));
  const workload = createWorkload() as ControlWorkload;
  const start = workload.start();
  const { layout, schedule } = workload;
  const experience = await workload.next(
    {
      players: [true, true],
      updates: [0, 0],
      params: () => tf.tidy(() => layout.named(layout.split(start).map(tf.clone))),
      elapsed: () => 0,
    },
    [schedule, schedule],
  );
  const loaded = ({ load, varying }: MinibatchStep) =>
    load(
      Object.fromEntries(
        Object.entries(varying!.numbers).map(([name, own]) => [
          name,
          tf.tensor(own.values, [...own.shape], own.values instanceof Int32Array ? 'int32' : 'float32'),
        ]),
      ),
    );
  /** Makes a pass, with the scores that are wanted of it; the rows of each minibatch, player by player. */
  const pass = async () => {
    const rows = [...experience.pass([true, true])].map((step) => {
      for (const { of, take } of step.keepers ?? []) take(tf.tidy(() => loaded(step)[of]!(start)));
      const { values, shape } = step.varying!.numbers['places.0']!;
      const width = shape[1]!;
      return [0, 1].map((player) => [...values.slice(player * width, (player + 1) * width)]);
    });
    await experience.passed!();
    return rows;
  };
  const dispose = () => {
    experience.dispose();
    workload.dispose();
    start.dispose();
  };
  return { experience, workload, start, loaded, pass, dispose };
}

describe('passes over a roll-out whose rows are drawn', () => {
  test('begin with each row once, go on evenly, and then take rows the more often the more there is to learn', async () => {
    const passes = 12;
    const { workload, pass, dispose } = await rolledOut(
      'panda',
      `num_envs=2,num_steps=16,num_minibatches=2,update_epochs=${passes}`,
    );
    const orders: number[][][] = [];
    for (let made = 0; made < passes; made++) {
      const minibatches = await pass();
      orders.push([0, 1].map((player) => minibatches.flatMap((own) => own[player]!)));
    }
    for (const [player, { buffer, advantages }] of workload.batches().entries()) {
      const places = Array.from({ length: 32 }, (_, row) => row + 32 * player);
      expect(orders[0]![player]!.toSorted((a, b) => a - b)).toEqual(places);
      for (const order of orders) for (const place of order[player]!) expect(places).toContain(place);
      expect(new Set(orders[1]![player]).size).toBeLessThan(32);
      const own = Float64Array.from(advantages);
      const average = own.reduce((sum, each) => sum + each / 32, 0);
      const scores = own.map((each, row) => Math.abs(each - average) * (1 - Math.exp(buffer.logProbs[row]!)));
      const meanScore = (rows: readonly number[]) =>
        rows.reduce((sum, place) => sum + scores[place - 32 * player]!, 0) / rows.length;
      // Trust grows from pass to pass; those late ones together scatter little.
      const late = orders.slice(7).flatMap((order) => order[player]!);
      expect(meanScore(late)).toBeGreaterThan(1.1 * meanScore(places));
    }
    dispose();
  });

  test.each([
    ['panda_unbiased', 0, 2],
    ['panda', 4, Number.POSITIVE_INFINITY],
  ] as const)(
    'are by %s as far from the gradient of all rows as %d to %d of what chance leaves of a mean',
    async (sampling, least, most) => {
      const settings = 'num_envs=2,num_steps=16,num_minibatches=2,update_epochs=5,vf_coef=0,ent_coef=0';
      const { experience, start, loaded, pass, dispose } = await rolledOut(sampling, settings);
      const gradients = () =>
        [...experience.pass([true, true])].map(
          (step) => tf.tidy(() => loaded(step).gradient(start).gradient).dataSync() as Float32Array,
        );
      const average = (all: readonly Float32Array[]) =>
        all[0]!.map((_, at) => all.reduce((sum, each) => sum + each[at]! / all.length, 0));
      const distance = (one: Float32Array, other: Float32Array) =>
        one.reduce((sum, each, at) => sum + (each - other[at]!) ** 2, 0);
      const whole = average(gradients());
      await experience.passed!();
      for (let made = 1; made < 4; made++) await pass();
      // Nothing is scored in between, so that all are drawn by the same chances.
      const drawn = Array.from({ length: 60 }, gradients).flat();
      const mean = average(drawn);
      const variance = drawn.reduce((sum, each) => sum + distance(each, mean) / (drawn.length - 1), 0);
      const share = (distance(mean, whole) * drawn.length) / variance;
      expect(share).toBeGreaterThan(least);
      expect(share).toBeLessThan(most);
      dispose();
    },
  );
});

describe.each(['panda', 'panda_unbiased'])('a population that draws rows by %s', (sampling) => {
  const plan = (given: Parameters<typeof smallPlan>[0] = {}) =>
    smallPlan({ agent: agent(sampling), ...given });

  test('learns otherwise than one that shuffles them, as it does by default', async () => {
    const [drawn, shuffled, without] = await Promise.all([
      recordsOf(plan()),
      recordsOf(plan({ agent: agent('shuffled') })),
      recordsOf(plan({ agent: agent('shuffled').replace(',minibatch_sampling=shuffled', '') })),
    ]);
    expect(shuffled).toEqual(without);
    expect(drawn).not.toEqual(shuffled);
    expect(drawn.at(-1)).toMatchObject({ status: 'finished' });
  });

  testMembersOf(plan);

  test('draws of episodes of different lengths, of actions on a box, and with dropout', async () => {
    const groups = `ppo(advantage=grpo,num_groups=2,group_size=2,num_minibatches=2,update_epochs=4,minibatch_sampling=${sampling})`;
    for (const given of [
      { agent: groups, seeds: [1, 2] },
      { env: 'pendulum' },
      { env: 'point-nav', network: 'milo-residual(width=8,blocks=1)' },
    ]) {
      const records = await recordsOf(plan(given));
      expect(records.at(-1)).toMatchObject({ kind: 'end', status: 'finished' });
    }
  });
});

test('rows that are left out and rows that are drawn are refused together', () => {
  const both = agent('panda').replace(')', ',drop_lowest=0.3)');
  expect(() => assemble(smallPlan({ agent: both }))).toThrow(
    'drop_lowest=0.3 leaves steps out that minibatch_sampling=panda may draw; give one of the two',
  );
});
