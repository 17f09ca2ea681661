import { installedGpuBackends } from '../../backends/index.ts';
import { formatCount, formatNumber } from '../../text/format.ts';
import type { Column } from '../../text/table.ts';
import { type SweepSize, trainCartpole } from '../cartpole-sweep.ts';
import { describeLoad, type GpuLoad, gpuLoad, watchGpu } from '../gpu-load.ts';
import { type BenchBackend, defineTopic, type Facts, type Measured } from '../topic.ts';

interface Row {
  readonly members: number;
  /** Environment steps of all members together. */
  readonly stepsPerSecond: Readonly<Partial<Record<BenchBackend, number>>>;
  /** What the devices did. */
  readonly load: Readonly<Partial<Record<BenchBackend, GpuLoad>>>;
}

/** One episode of the untrained policies is the least that we can do. */
const evaluation = { count: 0, episodes: 1 };
/** Of each member: four updates, or one. */
const [steps, quickSteps] = [2048, 512];
/** Of a roll-out, as CleanRL's PPO has it: four environments of 128 steps. An update follows each. */
const stepsPerUpdate = 512;
const rivals = installedGpuBackends() as BenchBackend[];

/** From which size of a population on a GPU is faster. */
export const gpuTopic = defineTopic<SweepSize, Row>({
  name: 'gpu',
  title: "Populations of CartPole-v1 with CleanRL's defaults, results file written",
  onlyIfAsked: true,
  backends: ['simd', ...rivals],
  cases: ({ quick }) =>
    quick
      ? [1, 8].map((seeds) => ({ seeds, steps: quickSteps }))
      : [1, 8, 64, 512, 4096].map((seeds) => ({ seeds, steps })),
  prepare(size, backend) {
    let latest: Facts = {};
    return {
      async work() {
        const train = () => trainCartpole(size, evaluation, backend);
        if (backend === 'simd') await train();
        else latest = await watchGpu(backend, size.steps / stepsPerUpdate, train);
        return size.seeds * size.steps;
      },
      facts: () => latest,
    };
  },
  rows: (results) => results.map(rowOf),
  columns: [
    { header: 'members', align: 'right', cell: ({ members }) => String(members) },
    speedColumn('simd'),
    ...rivals.flatMap((name) => [speedColumn(name), ratioColumn(name)]),
  ],
  notes: (rows) => [
    'Environment steps of all members together in a second of the clock.',
    ...(rivals.length === 0 ? ['No backend of a GPU is installed; see rl-bench doctor.'] : []),
    ...rivals.flatMap((name) => [
      `${name}: ${crossing(rows, name)}`,
      ...rows.flatMap(({ members, load }) => [
        `${name}, ${members} members:`,
        ...describeLoad(load[name]!).map((line) => `  ${line}`),
      ]),
    ]),
  ],
});

function rowOf({ case: { seeds }, by }: Measured<SweepSize>): Row {
  const speeds = Object.entries(by).map(([name, { wallSeconds }]) => [name, 1 / wallSeconds] as const);
  const load = rivals.map((name) => [name, gpuLoad(by[name].facts)] as const);
  return { members: seeds, stepsPerSecond: Object.fromEntries(speeds), load: Object.fromEntries(load) };
}

/** Where a GPU overtakes the CPU. */
export function crossing(rows: readonly Row[], name: BenchBackend): string {
  const first = rows.find((row) => ratio(row, name) > 1);
  return first === undefined
    ? `slower than simd in all populations up to ${rows.at(-1)?.members ?? 0} members`
    : `faster than simd from ${first.members} members on`;
}

function ratio({ stepsPerSecond }: Row, name: BenchBackend): number {
  return stepsPerSecond[name]! / stepsPerSecond.simd!;
}

function speedColumn(name: BenchBackend): Column<Row> {
  return {
    header: `${name}, steps/s`,
    align: 'right',
    cell: ({ stepsPerSecond }) => formatCount(stepsPerSecond[name]),
  };
}

function ratioColumn(name: BenchBackend): Column<Row> {
  return { header: '× simd', align: 'right', cell: (row) => formatNumber(ratio(row, name)) };
}
