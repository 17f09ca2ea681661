import { expect, test } from 'vitest';
import { backends, type Measured } from '../../../src/bench/topic.ts';
import { trainingUpdates, workloadTopic } from '../../../src/bench/topics/workloads.ts';
import { workloads } from '../../../src/workloads/index.ts';

interface Row {
  workload: string;
  unit: string;
  samplesPerCpuSecond: Record<string, number>;
  tokensPerCpuSecond: Record<string, number>;
  why: string | null;
}

/** As if every case had been measured, each sample taking a millisecond. */
function madeUp(): Measured<unknown>[] {
  const measurement = { cpuSeconds: 1e-3, wallSeconds: 1e-3, facts: {} };
  const by = Object.fromEntries(backends.map((name) => [name, measurement])) as Measured<unknown>['by'];
  return workloadTopic.cases({ quick: false }).map((given) => ({ case: given, by }));
}

test('There is a row for every task that is no environment, with why it has no numbers where it has none', () => {
  const rows = workloadTopic.rows(madeUp()) as Row[];
  expect(rows.map(({ workload }) => workload)).toEqual(workloads.entries().map(({ name }) => name));
  const of = (name: string) => rows.find(({ workload }) => workload === name)!;
  expect(of('digits')).toMatchObject({ unit: 'sample', why: null, tokensPerCpuSecond: {} });
  expect(of('digits').samplesPerCpuSecond[8]).toBeCloseTo(1000, 9);
  expect(of('text').unit).toBe('sequence');
  expect(of('text').tokensPerCpuSecond[1]).toBeCloseTo(64_000, 6);
  expect(of('mnist')).toMatchObject({ samplesPerCpuSecond: {}, why: expect.stringMatching(/mnist/) });
  expect(workloadTopic.notes(rows).join(' ')).toContain('Not measured: mnist');
});

test('Updates are made over and over, in samples of all members', async () => {
  const { work } = await trainingUpdates({ workload: 'spirals', members: 3 });
  const first = await work();
  expect(first % 3).toBe(0);
  expect(first).toBeGreaterThan(0);
  for (let update = 0; update < 4; update++) expect(await work()).toBe(first);
});
