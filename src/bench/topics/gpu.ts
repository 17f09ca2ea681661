import { installedGpuBackends } from '../../backends/index.ts';
import { formatCount, formatNumber } from '../../text/format.ts';
import type { Column } from '../../text/table.ts';
import { type SweepSize, trainCartpole } from '../cartpole-sweep.ts';
import { describeLoad, type GpuLoad, gpuLoad, watchGpu } from '../gpu-load.ts';
import { type BenchBackend, defineTopic, type Facts, type Measured } from '../topic.ts';

type Case = Required<SweepSize>;

interface Row {
  readonly members: number;
  /** Units of each hidden layer. */
  readonly width: number;
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
/** What varies while the other stays. */
const [usualMembers, usualWidth] = [8, 64];
const rivals = installedGpuBackends() as BenchBackend[];

/** From which size of a population, and of its networks, on a GPU is faster. */
export const gpuTopic = defineTopic<Case, Row>({
  name: 'gpu',
  title: "Populations of CartPole-v1 with CleanRL's defaults, results file written",
  onlyIfAsked: true,
  caseByCase: true,
  backends: ['simd', ...rivals],
  cases: ({ quick }) =>
    quick
      ? [...sizes([1, 8], [usualWidth], quickSteps), ...sizes([usualMembers], [128], quickSteps)]
      : [
          ...sizes([1, 8, 64, 512], [usualWidth], steps),
          ...sizes([usualMembers], [128, 256, 512, 1024], steps),
          // What takes longest comes last.
          ...sizes([4096], [usualWidth], steps),
        ],
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
  rows: (results) => results.map(rowOf).sort((a, b) => a.width - b.width || a.members - b.members),
  columns: [
    { header: 'members', align: 'right', cell: ({ members }) => String(members) },
    { header: 'width', align: 'right', cell: ({ width }) => String(width) },
    speedColumn('simd'),
    ...rivals.flatMap((name) => [speedColumn(name), ratioColumn(name)]),
  ],
  notes: (rows) => [
    'Environment steps of all members together in a second of the clock.',
    ...(rivals.length === 0 ? ['No backend of a GPU is installed; see rl-bench doctor.'] : []),
    ...rivals.flatMap((name) => [
      ...crossings(rows, name).map((sentence) => `${name}: ${sentence}`),
      ...rows.flatMap(({ members, width, load }) => [
        `${name}, ${members} members of width ${width}:`,
        ...describeLoad(load[name]!).map((line) => `  ${line}`),
      ]),
    ]),
  ],
});

/** Populations of every number of members and every width. */
function sizes(members: readonly number[], widths: readonly number[], steps: number): Case[] {
  return members.flatMap((seeds) => widths.map((width) => ({ seeds, width, steps })));
}

function rowOf({ case: { seeds, width }, by }: Measured<Case>): Row {
  const speeds = Object.entries(by).map(([name, { wallSeconds }]) => [name, 1 / wallSeconds] as const);
  const load = rivals.map((name) => [name, gpuLoad(by[name].facts)] as const);
  return {
    members: seeds,
    width,
    stepsPerSecond: Object.fromEntries(speeds),
    load: Object.fromEntries(load),
  };
}

/** Where a GPU overtakes the CPU: by the number of members, and by the width of their networks. */
function crossings(rows: readonly Row[], name: BenchBackend): string[] {
  return (
    [
      ['members', rows.filter(({ width }) => width === usualWidth), `of width ${usualWidth}`],
      ['width', rows.filter(({ members }) => members === usualMembers), `of ${usualMembers} members`],
    ] as const
  ).flatMap(([what, along, where]) => {
    const [last] = along.slice(-1);
    if (last === undefined) return [];
    const first = along.find((row) => ratio(row, name) > 1);
    return first === undefined
      ? `slower than simd ${where} up to ${last[what]} in ${what}`
      : `faster than simd ${where} from ${first[what]} in ${what} on`;
  });
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
