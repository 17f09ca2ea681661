import { expect, test } from 'vitest';
import { FitnessOfMembers } from '../../src/meta-train/fitness.ts';
import type { TrainingRecord } from '../../src/results/index.ts';

const episode = (member: number, index: number, value: number) =>
  ({ kind: 'episode', member, episode: index, return: value }) as TrainingRecord;
const evaluation = (member: number, meanReturn: number) =>
  ({ kind: 'evaluation', member, meanReturn }) as TrainingRecord;
const end = (member: number, status: 'finished' | 'diverged') =>
  ({ kind: 'end', member, status }) as TrainingRecord;

test('training is worth the mean return of its episodes, of which those that are told twice count once', () => {
  const fitness = new FitnessOfMembers('training', 2);
  fitness.take([episode(0, 1, 30), episode(0, 0, 10), episode(1, 0, 5)]);
  fitness.take([episode(0, 1, 30), episode(0, 2, 20), end(0, 'finished')]);
  expect([fitness.of(0), fitness.of(1)]).toEqual([20, 5]);
});

test('an evaluation is worth what the last one says', () => {
  const fitness = new FitnessOfMembers('evaluation', 1);
  fitness.take([evaluation(0, 3), episode(0, 0, 100), evaluation(0, 7)]);
  expect(fitness.of(0)).toBe(7);
});

test('what diverged, has no episodes or comes to no finite number has no fitness', () => {
  const fitness = new FitnessOfMembers('training', 3);
  fitness.take([episode(0, 0, 10), end(0, 'diverged'), episode(1, 0, Number.POSITIVE_INFINITY)]);
  expect([0, 1, 2].map((member) => fitness.of(member))).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});
