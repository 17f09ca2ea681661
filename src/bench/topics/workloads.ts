import { planSweep } from '../../sweep/plan/plan.ts';
import { runSettings } from '../../sweep/study/run-settings.ts';
import { formatCount } from '../../text/format.ts';
import type { Column } from '../../text/table.ts';
import { wrapped } from '../../text/wrapped.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { preparedWorkload } from '../../workloads/assemble.ts';
import { workloads } from '../../workloads/index.ts';
import { trainPopulation } from '../../workloads/train-population.ts';
import { defineTopic, type Measured, type TimedWork } from '../topic.ts';
import { whyNot } from '../why-not.ts';

interface Case {
  readonly workload: string;
  readonly members: number;
}

interface Row {
  readonly workload: string;
  /** What its samples are called, one of them. */
  readonly unit: string;
  /** That all members together learn from, by their number; nothing where it cannot be measured. */
  readonly samplesPerCpuSecond: Readonly<Record<string, number>>;
  /** The same in symbols, where samples are sequences of them. */
  readonly tokensPerCpuSecond: Readonly<Record<string, number>>;
  /** Why it is not measured; null where it is. */
  readonly why: string | null;
}

const optimizer = 'ADAM';

/** How fast each task that is no environment is learned. */
export const workloadTopic = defineTopic<Case, Row>({
  name: 'workloads',
  title: `Training updates of each task that is no environment, by ${optimizer}`,
  backends: ['simd'],
  cases: ({ quick }) =>
    workloads
      .entries()
      .filter(({ name }) => whyNotHere(name) === undefined)
      .flatMap(({ name: workload }) =>
        (quick ? [1] : [1, 8]).map((members): Case => ({ workload, members })),
      ),
  prepare: trainingUpdates,
  rows: (results) =>
    workloads.entries().map(({ name, unit = 'sample' }) => {
      const why = whyNotHere(name) ?? null;
      const samplesPerCpuSecond = ratesOf(name, results);
      const symbols = why === null ? preparedWorkload(planOf(name, 1))!.symbolsOfSample : undefined;
      return {
        ...{ workload: name, unit, samplesPerCpuSecond },
        tokensPerCpuSecond: symbols === undefined ? {} : times(symbols, samplesPerCpuSecond),
        why,
      };
    }),
  columns: [
    { header: 'task', cell: ({ workload }) => workload },
    { header: 'samples', cell: ({ unit }) => `${unit}s` },
    ...columnsOf('1'),
    ...columnsOf('8'),
  ],
  notes: (rows) => [
    'That 1 member and 8 members together learn from, in a second of CPU; network and',
    "batch are the task's own. Tokens: symbols of sequences.",
    ...rows.flatMap(({ why }) => (why === null ? [] : wrapped(`Not measured: ${why}`).split('\n'))),
  ],
});

function whyNotHere(workload: string): string | undefined {
  return whyNot(() => planOf(workload, 1));
}

function ratesOf(workload: string, results: readonly Measured<Case>[]): Record<string, number> {
  const own = results.filter((result) => result.case.workload === workload);
  return Object.fromEntries(own.map((result) => [result.case.members, 1 / result.by.simd.cpuSeconds]));
}

function times(factor: number, rates: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(rates).map(([members, rate]) => [members, factor * rate]));
}

function columnsOf(members: '1' | '8'): Column<Row>[] {
  return [
    {
      header: `samples/s, ${members}`,
      align: 'right',
      cell: ({ samplesPerCpuSecond }) => formatCount(samplesPerCpuSecond[members]),
    },
    {
      header: `tokens/s, ${members}`,
      align: 'right',
      cell: ({ tokensPerCpuSecond }) => formatCount(tokensPerCpuSecond[members]),
    },
  ];
}

/** By the recipe, with an end far away and no evaluation but that of the beginning. */
function planOf(workload: string, members: number): PopulationPlan {
  const settings = { env: workload, optimizers: [optimizer], seeds: members };
  const [planned] = planSweep(runSettings.parse(settings)).populations;
  const evaluation = { ...planned!.population.evaluation, count: 0 };
  return { ...planned!.population, totalTimesteps: Number.MAX_SAFE_INTEGER, evaluation };
}

/** Updates of all members, one after the other. A unit is a sample that one of them has learned from. */
export async function trainingUpdates({ workload, members }: Case): Promise<TimedWork> {
  const training = trainPopulation(planOf(workload, members));
  // What is judged at the beginning.
  await training.next();
  let before = 0;
  return {
    async work() {
      const { value } = await training.next();
      let learned = 0;
      for (const record of value ?? []) if (record.kind === 'update') learned += record.envStep;
      const samples = learned - before;
      before = learned;
      return samples;
    },
  };
}
