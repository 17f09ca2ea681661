import { describe, expect, test } from 'vitest';
import type { TrainingRecord } from '../../../src/results/index.ts';
import * as tf from '../../../src/tensors/tf.ts';
import type { PopulationPlan } from '../../../src/training/population-plan.ts';
import { company } from '../../training/company.ts';
import { recordsOf, recordsOfMember, smallPlan, tensorCounts } from '../../training/small-plan.ts';
import { byMember, trainedWithStops } from '../../training/stops.ts';

const isSampled = ({ kind }: TrainingRecord): boolean => kind === 'sampled-evaluation';

function withSampled(plan: PopulationPlan): PopulationPlan {
  return { ...plan, evaluation: { ...plan.evaluation, sampled: true } };
}

/** Discrete and real actions, dropout, a team, an exploration that follows the updates. */
const kinds = [
  'ppo, discrete actions',
  'ppo, real actions, everything normalised',
  'a team with critics, everything normalised',
  "reinforce with MILO's surrogate",
  'reinforce with dropout, episodes of unequal length',
] as const;

describe.each(kinds)('%s', (kind) => {
  const plan = smallPlan({ ...company[kind], optimizers: ['ADAM(lr=0.003)'], seeds: [1, 2] });

  test('has an evaluation with drawn actions beside each one without, and all else is the same', async () => {
    const records = await recordsOf(withSampled(plan));
    expect(records.filter((record) => !isSampled(record))).toEqual(await recordsOf(plan));
    const heads = (wanted: string) =>
      records.flatMap((record) =>
        record.kind === wanted && 'episodes' in record
          ? [[record.member, record.updateIndex, record.envStep, record.episodes]]
          : [],
      );
    expect(heads('sampled-evaluation')).toEqual(heads('evaluation'));
    expect(heads('sampled-evaluation').length).toBeGreaterThanOrEqual(2 * 3);
  });

  test('draws the same alone and after stops', async () => {
    const together = await recordsOf(withSampled(plan));
    const alone = withSampled({ ...plan, members: [plan.members[1]!] });
    expect(byMember(await trainedWithStops(alone, [2, 1]))).toEqual(recordsOfMember(together, 1));
  });
});

test('the actions are drawn: an untrained policy does not do what it finds most probable', async () => {
  const records = await recordsOf(withSampled(smallPlan({ seeds: [1, 2, 3] })));
  const returns = (wanted: string) =>
    records.flatMap((record) =>
      record.kind === wanted && 'meanReturn' in record && record.updateIndex === 0 ? [record.meanReturn] : [],
    );
  expect(returns('sampled-evaluation')).toHaveLength(3);
  expect(returns('sampled-evaluation')).not.toEqual(returns('evaluation'));
  expect(new Set(returns('sampled-evaluation')).size).toBeGreaterThan(1);
});

test('leaves no tensors behind', async () => {
  const before = tf.memory().numTensors;
  const counts = await tensorCounts(withSampled(smallPlan({})));
  expect(new Set(counts.slice(1)).size).toBe(1);
  expect(tf.memory().numTensors).toBe(before);
});
