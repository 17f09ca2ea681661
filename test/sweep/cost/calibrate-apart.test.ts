import { expect, test } from 'vitest';
import { calibrateApart } from '../../../src/sweep/cost/calibrate-apart.ts';
import { smallPlan } from '../../training/small-plan.ts';

const request = { backend: 'cpu', plugins: [], populations: [smallPlan({})], budget: 1 };

test('A process of its own finds out what a population costs', async () => {
  const costs = await calibrateApart(request, 60);
  expect(costs).toMatchObject([
    { step: { each: expect.any(Number) }, evaluation: { each: expect.any(Number) } },
  ]);
});

test('It is ended where so much as one update takes too long', async () => {
  const populations = [smallPlan({ network: 'mlp(sizes=[2048,2048])' })];
  expect(await calibrateApart({ ...request, populations }, 0.1)).toBe(undefined);
});

test('It is ended with what it was started for', async () => {
  const stop = new AbortController();
  const answer = calibrateApart(request, 60, stop.signal);
  stop.abort();
  expect(await answer).toBe(undefined);
});

test('What cannot be trained is said', async () => {
  const populations = [smallPlan({ optimizers: ['NOBODY'] })];
  await expect(calibrateApart({ ...request, populations }, 60)).rejects.toThrow(/unknown optimizer "NOBODY"/);
});
