import { describe, expect, test } from 'vitest';
import { standardize } from '../../agents/advantages/standardize.ts';
import * as tf from '../../src/tensors/tf.ts';
import { assemble } from '../../src/workloads/assemble.ts';
import type { ControlWorkload } from '../../src/workloads/control/control-workload.ts';
import { highestScores, rowsKept } from '../../src/workloads/control/highest-scores.ts';
import { testMembersOf } from './members-of-a-plan.ts';
import { recordsOf, smallPlan } from './small-plan.ts';

const agent = (dropped: number, settings = 'num_envs=2,num_steps=16,num_minibatches=2,update_epochs=3') =>
  `ppo(${settings},drop_lowest=${dropped})`;

test('the highest scores come first, of equal ones the earlier, and what is no number counts as 0', () => {
  expect([...highestScores([1, 3, Number.NaN, 3, 0, 2], 6)]).toEqual([1, 3, 5, 0, 2, 4]);
  expect([...highestScores([0, 0, 0], 2)]).toEqual([0, 1]);
  expect(highestScores([], 0)).toHaveLength(0);
});

test('as many are dropped as there are whole rows of the share, and one a minibatch stays', () => {
  expect([rowsKept(10, 0.3, 4), rowsKept(11, 0.3, 4), rowsKept(10, 0.95, 4), rowsKept(2, 0.9, 4)]).toEqual([
    7, 8, 4, 2,
  ]);
});

test('later epochs learn from the rows with the highest scores, each pass from all of these', async () => {
  const { createWorkload } = assemble(smallPlan({ agent: agent(0.5), seeds: [1, 2] }));
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
  const passes = [1, 2, 3].map(() =>
    [...experience.pass([true, true])].map(({ varying, load }) => {
      const { values, shape } = varying!.numbers['places.0']!;
      const losses = tf.tidy(() => {
        const sent = Object.entries(varying!.numbers).map(([name, own]) => [
          name,
          tf.tensor(own.values, [...own.shape], own.values instanceof Int32Array ? 'int32' : 'float32'),
        ]);
        return [...load(Object.fromEntries(sent)).lossAt!(start).dataSync()];
      });
      return { values: [...values], width: shape[1]!, losses };
    }),
  );
  expect(passes.map((pass) => pass.map(({ width }) => width))).toEqual([
    [16, 16],
    [8, 8],
    [8, 8],
  ]);
  for (const [player, { buffer, advantages, returns }] of workload.batches().entries()) {
    const own = standardize(Float64Array.from(advantages), 1e-8);
    // Of two actions, ‖π − e‖ is √2 times the probability of the other.
    const scores = own.map(
      (each, row) => Math.abs(each) * Math.SQRT2 * (1 - Math.exp(buffer.logProbs[row]!)),
    );
    const kept = [...highestScores(scores, 16).sort()].map((row) => row + 32 * player);
    const all = Array.from({ length: 32 }, (_, row) => row + 32 * player);
    const orders = passes.map((pass) =>
      pass.flatMap(({ values, width }) => values.slice(player * width, (player + 1) * width)),
    );
    expect(orders.map((order) => order.toSorted((a, b) => a - b))).toEqual([all, kept, kept]);
    expect(orders[1]).not.toEqual(orders[2]);
    // Nothing has been learned, so that what is left of the loss are means of the value loss and the entropy.
    for (const { values, width, losses } of passes.flat()) {
      const terms = values.slice(player * width, (player + 1) * width).map((place) => {
        const row = place - 32 * player;
        const p = Math.exp(buffer.logProbs[row]!);
        const entropy = -p * Math.log(p) - (1 - p) * Math.log(1 - p);
        return (0.25 * (buffer.values[row]! - returns[row]!) ** 2 - 0.01 * entropy) / width;
      });
      const expected = terms.reduce((sum, term) => sum + term, 0);
      expect(losses[player]! / expected).toBeCloseTo(1, 3);
    }
  }
  experience.dispose();
  workload.dispose();
});

describe('a population that drops rows', () => {
  const plan = (given: Parameters<typeof smallPlan>[0] = {}) => smallPlan({ agent: agent(0.3), ...given });

  test('learns otherwise than one that keeps them, and what it drops at 0 is nothing', async () => {
    const [dropped, kept, without] = await Promise.all([
      recordsOf(plan()),
      recordsOf(plan({ agent: agent(0) })),
      recordsOf(plan({ agent: agent(0).replace(',drop_lowest=0', '') })),
    ]);
    expect(kept).toEqual(without);
    expect(dropped).not.toEqual(kept);
    expect(dropped.at(-1)).toMatchObject({ status: 'finished' });
  });

  testMembersOf(plan);

  test('drops of episodes of different lengths, of actions on a box, and with dropout', async () => {
    const groups =
      'ppo(advantage=grpo,num_groups=2,group_size=2,num_minibatches=2,update_epochs=2,drop_lowest=0.3)';
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

test('too few rows for the minibatches are refused in a line', () => {
  expect(() => assemble(smallPlan({ agent: agent(0.9) }))).not.toThrow();
  expect(() => assemble(smallPlan({ agent: agent(0.95) }))).toThrow(
    'drop_lowest=0.95 leaves 2 of 32 steps to 2 minibatches; leave each at least two',
  );
});
