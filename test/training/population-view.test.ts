import { expect, test } from 'vitest';
import type { PopulationView } from '../../src/training/population-view.ts';
import type { ControlWorkload } from '../../src/workloads/control/control-workload.ts';
import { trainPopulation } from '../../src/workloads/train-population.ts';
import { recordsOf, smallPlan } from './small-plan.ts';

const plan = smallPlan({ seeds: [1, 2] });

/** What an observer is shown, and what was reported meanwhile. */
async function observed(of = plan) {
  const views: { parameters: number[][]; rows: number[] }[] = [];
  const records = [];
  const populationObserver = async (view: PopulationView) => {
    const parameters = (await view.parameters()).map((own) => [...own]);
    views.push({
      parameters,
      rows: (view.workload as ControlWorkload).batches().map(({ buffer }) => buffer.length),
    });
  };
  for await (const each of trainPopulation(of, { populationObserver })) records.push(...each);
  return { views, records };
}

test('an observer is shown the beginning and every update', async () => {
  const { views, records } = await observed();
  const updates = records.filter(({ kind, member }) => kind === 'update' && member === 0).length;
  expect(views.length).toBe(updates + 1);
  expect(views.map(({ rows }) => rows)).toEqual([[0, 0], ...Array(updates).fill([32, 32])]);
  const distinct = new Set(views.map(({ parameters }) => String(parameters[0])));
  expect(distinct.size).toBe(updates + 1);
});

test('a population that is observed computes the same', async () => {
  const { records } = await observed();
  const timeless = records.map((record) => ('wallS' in record ? { ...record, wallS: 0 } : record));
  expect(timeless).toEqual(await recordsOf(plan));
});

test('parameters are those that the optimizer is judged by', async () => {
  const [plain, averaged] = [
    await observed(smallPlan({ optimizers: ['ADAM(lr=0.003)'] })),
    await observed(smallPlan({ optimizers: ['EMA(ADAM(lr=0.003))'] })),
  ];
  const losses = ({ records }: typeof plain) =>
    records.flatMap((record) => (record.kind === 'update' ? record.policyLoss : []));
  expect(losses(averaged)).toEqual(losses(plain));
  expect(averaged.views[0]).toEqual(plain.views[0]);
  expect(averaged.views.at(-1)!.parameters).not.toEqual(plain.views.at(-1)!.parameters);
});
