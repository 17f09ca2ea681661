import { expect, test } from 'vitest';
import { trainPopulation } from '../../src/training/train-population.ts';
import type { Standing } from '../../src/training/witness.ts';
import { recordsOf, smallPlan } from './small-plan.ts';

const plan = smallPlan({ seeds: [1, 2] });

/** What a witness is shown, and what was reported meanwhile. */
async function witnessed(of = plan) {
  const standings: { parameters: number[][]; rows: number[] }[] = [];
  const records = [];
  const witness = async (standing: Standing) => {
    const parameters = (await standing.parameters()).map((own) => [...own]);
    standings.push({ parameters, rows: standing.lessons().map(({ buffer }) => buffer.length) });
  };
  for await (const each of trainPopulation(of, { witness })) records.push(...each);
  return { standings, records };
}

test('a witness is shown the beginning and every update', async () => {
  const { standings, records } = await witnessed();
  const updates = records.filter(({ kind, member }) => kind === 'update' && member === 0).length;
  expect(standings.length).toBe(updates + 1);
  expect(standings.map(({ rows }) => rows)).toEqual([[0, 0], ...Array(updates).fill([32, 32])]);
  const distinct = new Set(standings.map(({ parameters }) => String(parameters[0])));
  expect(distinct.size).toBe(updates + 1);
});

test('who is watched computes the same', async () => {
  const { records } = await witnessed();
  const timeless = records.map((record) => ('wallS' in record ? { ...record, wallS: 0 } : record));
  expect(timeless).toEqual(await recordsOf(plan));
});

test('parameters are those that the optimizer is judged by', async () => {
  const [plain, averaged] = [
    await witnessed(smallPlan({ optimizers: ['ADAM(lr=0.003)'] })),
    await witnessed(smallPlan({ optimizers: ['EMA(ADAM(lr=0.003))'] })),
  ];
  const losses = ({ records }: typeof plain) =>
    records.flatMap((record) => (record.kind === 'update' ? record.policyLoss : []));
  expect(losses(averaged)).toEqual(losses(plain));
  expect(averaged.standings[0]).toEqual(plain.standings[0]);
  expect(averaged.standings.at(-1)!.parameters).not.toEqual(plain.standings.at(-1)!.parameters);
});
