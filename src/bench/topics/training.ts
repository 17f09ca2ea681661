import { formatCount, formatNumber } from '../../text/format.ts';
import { type SweepSize, trainCartpole } from '../cartpole-sweep.ts';
import { defineTopic } from '../topic.ts';

/** CleanRL's ppo.py on CartPole-v1, defaults, PyTorch 1.13, one thread: a figure recorded elsewhere, once. */
const recordedCleanRl = 5050;

interface Row extends SweepSize {
  /** Environment steps of all seeds together. */
  readonly stepsPerSecond: number;
  readonly stepsPerCpuSecond: number;
  /** The two above, over the recorded figure. */
  readonly timesRecordedCleanRl: { readonly bySecond: number; readonly byCpuSecond: number };
}

/** CleanRL does not evaluate; one episode of the untrained policy is the least that we can do. */
const evaluation = { count: 0, episodes: 1 };

/** How fast whole training goes. */
export const trainingTopic = defineTopic<SweepSize, Row>({
  name: 'training',
  title: "Training CartPole-v1 with CleanRL's defaults, one worker, results file written",
  backends: ['simd'],
  cases: (quick) => [1, 8].map((seeds) => ({ seeds, steps: quick ? 4096 : 25_088 })),
  async prepare(size) {
    await trainCartpole({ ...size, steps: 2048 }, evaluation);
    return {
      async work() {
        await trainCartpole(size, evaluation);
        return size.seeds * size.steps;
      },
    };
  },
  rows: (results) =>
    results.map(({ case: size, by }) => {
      const stepsPerSecond = 1 / by.simd.wallSeconds;
      const stepsPerCpuSecond = 1 / by.simd.cpuSeconds;
      return {
        ...size,
        stepsPerSecond,
        stepsPerCpuSecond,
        timesRecordedCleanRl: {
          bySecond: stepsPerSecond / recordedCleanRl,
          byCpuSecond: stepsPerCpuSecond / recordedCleanRl,
        },
      };
    }),
  columns: [
    { header: 'seeds', align: 'right', cell: ({ seeds }) => String(seeds) },
    { header: 'steps each', align: 'right', cell: ({ steps }) => formatCount(steps) },
    { header: 'steps/s', align: 'right', cell: ({ stepsPerSecond }) => formatCount(stepsPerSecond) },
    {
      header: '× CleanRL',
      align: 'right',
      cell: ({ timesRecordedCleanRl }) => formatNumber(timesRecordedCleanRl.bySecond),
    },
    {
      header: 'steps/CPU s',
      align: 'right',
      cell: ({ stepsPerCpuSecond }) => formatCount(stepsPerCpuSecond),
    },
    {
      header: '× CleanRL',
      align: 'right',
      cell: ({ timesRecordedCleanRl }) => formatNumber(timesRecordedCleanRl.byCpuSecond),
    },
  ],
  notes: () => [
    'Environment steps of all seeds together.',
    `× CleanRL: over ${recordedCleanRl} steps/s of its ppo.py on one PyTorch thread. That figure`,
    'was recorded in another run on another day; it is not measured here.',
  ],
});
