import { describe, expect, test } from 'vitest';
import { parseCall } from '../../../src/call-expression.ts';
import type { EvaluationRecord, TrainingRecord } from '../../../src/results/index.ts';
import type { PopulationPlan } from '../../../src/training/population-plan.ts';
import { assemble } from '../../../src/workloads/assemble.ts';
import { digitImages } from '../../../src/workloads/supervised/digit-images.ts';
import { recordsOf } from '../../training/small-plan.ts';

/** Few images, small minibatches: five updates of four. */
function plan({
  env = 'digits(train=90,test=40)',
  agent = 'supervised(batch_size=16,num_minibatches=4)',
  members = ['ADAM(lr=0.01)'],
  totalTimesteps = 320,
}: {
  env?: string;
  agent?: string;
  members?: readonly string[];
  totalTimesteps?: number;
} = {}): PopulationPlan {
  return {
    env,
    agent: parseCall(agent),
    network: parseCall('mlp(sizes=[16])'),
    members: members.map((optimizer, seed) => ({ seed, optimizer: parseCall(optimizer) })),
    totalTimesteps,
    evaluation: { count: 2, episodes: 1 },
  };
}

test('the scores of examples are those of probabilities that the labels are at first, and fall as they are learned', async () => {
  const scoresOf = async (updates: number) => {
    const watched = { ...plan({ totalTimesteps: 64 * updates }), diagnostics: [parseCall('scores')] };
    return (await recordsOf(watched)).flatMap((record) =>
      record.kind === 'measurement' && record.source === 'scores' ? [record] : [],
    );
  };
  const said = await scoresOf(12);
  const of = (quantity: string) => said.flatMap((each) => (each.quantity === quantity ? [each.value] : []));
  const errors = of('el2n_mean');
  expect(errors).toHaveLength(12);
  // Ten classes that are about as probable: √(0.9² + 9 · 0.1²).
  expect(errors[0]).toBeGreaterThan(0.8);
  expect(errors[0]).toBeLessThan(1.1);
  expect(errors.at(-1)).toBeLessThan(errors[0]! * 0.9);
  expect(of('grand_mean').every((norm, update) => norm > errors[update]!)).toBe(true);
  expect(of('spearman').every((rank) => Math.abs(rank) <= 1)).toBe(true);
});

const evaluationsOf = (records: readonly TrainingRecord[]) =>
  records.filter((record): record is EvaluationRecord => record.kind === 'evaluation');

describe('digits', () => {
  test('fill the tables of updates, gradients, evaluations and measurements, and know no episodes', async () => {
    const records = await recordsOf(plan());
    const kinds = [...new Set(records.map(({ kind }) => kind))];
    expect(kinds.sort()).toEqual(['end', 'evaluation', 'gradient', 'measurement', 'update']);
    const updates = records.flatMap((record) => (record.kind === 'update' ? [record] : []));
    expect(updates.map(({ updateIndex, envStep }) => [updateIndex, envStep])).toEqual(
      [1, 2, 3, 4, 5].map((update) => [update, 64 * update]),
    );
    expect(updates[4]!.policyLoss).toBeLessThan(updates[0]!.policyLoss);
    const evaluations = evaluationsOf(records);
    expect(evaluations.map(({ updateIndex, episodes }) => [updateIndex, episodes])).toEqual([
      [0, 40],
      [3, 40],
      [5, 40],
    ]);
    const quantities = records.flatMap((each) => (each.kind === 'measurement' ? [each.quantity] : []));
    expect(quantities.slice(0, 3)).toEqual(['test_loss', 'train_loss', 'train_accuracy']);
    expect(records.at(-1)).toMatchObject({ kind: 'end', status: 'finished', envSteps: 320, updates: 5 });
  });

  test('are learned from: most images that were never seen are told apart', async () => {
    const records = await recordsOf(plan({ env: 'digits(train=500,test=200)', totalTimesteps: 6400 }));
    const scores = evaluationsOf(records).map(({ meanReturn }) => meanReturn);
    expect(scores[0]).toBeLessThan(0.4);
    expect(scores.at(-1)).toBeGreaterThan(0.8);
  });

  test('are the same images for everybody, other ones to be judged by, and no two alike', () => {
    const [one, again] = [digitImages(50, 30, 0.1), digitImages(50, 30, 0.1)];
    expect([one.train, one.test]).toEqual([again.train, again.test]);
    expect(digitImages(60, 30, 0.1).train.inputs.subarray(0, 64)).toEqual(one.train.inputs.subarray(0, 64));
    const { train, test: judged } = one;
    const images = [train, judged].flatMap(({ inputs, targets }) =>
      [...targets.keys()].map((index) => inputs.subarray(64 * index, 64 * index + 64).join()),
    );
    expect(new Set(images).size).toBe(80);
    expect([...new Set(train.targets)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test.each([
    [{ members: ['SPLIT(ADAM)'] }, 'supervised has no critic'],
    [{ agent: 'ppo' }, 'digits is learned by the agent supervised alone, given ppo'],
    [
      { totalTimesteps: 10 },
      'total-timesteps 10 is less than one update of batch_size × num_minibatches = 64',
    ],
    [{ env: 'digits(size=3)' }, 'digits has no setting "size"'],
    [{ agent: 'supervised(batch=3)' }, 'supervised has no setting "batch"'],
  ])('refuse %o in one line', (given, message) => {
    expect(() => assemble(plan(given))).toThrow(message);
  });
});
