import { afterAll, beforeAll, expect, test } from 'vitest';
import { optimizers } from '../../src/optimizers/index.ts';
import { replaySettings, setReplay } from '../../src/replay-settings.ts';
import { countCalls } from '../../src/tensors/replay/recorded-function.ts';
import { trainPopulation } from '../../src/workloads/train-population.ts';
import { adafacFileTimes, exampleOf } from '../optimizers/examples.ts';
import { smallPlan } from './small-plan.ts';

const settings = replaySettings();

beforeAll(() => setReplay({ audit: 1 }));
afterAll(() => setReplay(settings));

/** Every replay in here is held to its interpretation, bit by bit. */
async function counts(plan: Parameters<typeof smallPlan>[0]) {
  return countCalls(async () => {
    for await (const _ of trainPopulation(smallPlan({ seeds: [1, 2], totalTimesteps: 768, ...plan })));
  });
}

test.each(optimizers.entries().map(exampleOf))('%s is replayed whole', async (optimizer) => {
  const { replayed, interpreted, refusals } = await counts({ optimizers: [optimizer] });
  expect([...refusals]).toEqual([]);
  expect(interpreted).toBe(0);
  expect(replayed).toBeGreaterThan(0);
});

test('networks of the members themselves are replayed whole', async () => {
  const optimizers = [1, 0.5].map((factor) => `ADAFACLO(weights="${adafacFileTimes(factor)}")`);
  const { replayed, interpreted, refusals } = await counts({ optimizers });
  expect([...refusals]).toEqual([]);
  expect(interpreted).toBe(0);
  expect(replayed).toBeGreaterThan(0);
});
