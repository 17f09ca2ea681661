import { expect, test } from 'vitest';
import { exampleOf, optimizers } from '../../src/optimizers/index.ts';
import { countCalls } from '../../src/tensors/replay/recorded-function.ts';
import { trainPopulation } from '../../src/workloads/train-population.ts';
import { smallPlan } from './small-plan.ts';

/** Every replay in here is held to its interpretation, bit by bit: test/setup.ts. */
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
