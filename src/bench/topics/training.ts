import { formatCount } from '../../text/format.ts';
import { cartpoleSizes, type SweepSize, trainCartpole } from '../cartpole-sweep.ts';
import { kernelCalls } from '../kernel-calls.ts';
import { type BenchBackend, defineTopic } from '../topic.ts';

/** Ways of computing that are compared, each in a process that has been started so; to training all are `simd`. */
const ways = ['simd', 'simd-no-native', 'simd-no-replay'] as const satisfies readonly BenchBackend[];

interface Row extends SweepSize {
  readonly backend: (typeof ways)[number];
  /** Environment steps of all seeds together. */
  readonly stepsPerSecond: number;
  readonly stepsPerCpuSecond: number;
  /** That TensorFlow.js's engine is asked for in a minibatch's step. */
  readonly kernelCalls: number;
}

/** One episode of the untrained policy is the least that we can do: other libraries do not evaluate. */
const evaluation = { count: 0, episodes: 1 };

/** How fast whole training goes. */
export const trainingTopic = defineTopic<SweepSize, Row>({
  name: 'training',
  title: "Training CartPole-v1 with CleanRL's defaults, one worker, results file written",
  backends: ways,
  cases: ({ quick }) => cartpoleSizes(quick),
  async prepare(size) {
    await trainCartpole({ ...size, steps: Math.min(2048, size.steps) }, evaluation);
    const calls = await kernelCalls(size.seeds);
    return {
      async work() {
        await trainCartpole(size, evaluation);
        return size.seeds * size.steps;
      },
      facts: () => ({ kernelCalls: calls }),
    };
  },
  rows: (results) =>
    results.flatMap(({ case: size, by }) =>
      ways.map((backend) => ({
        backend,
        ...size,
        stepsPerSecond: 1 / by[backend].wallSeconds,
        stepsPerCpuSecond: 1 / by[backend].cpuSeconds,
        kernelCalls: by[backend].facts.kernelCalls!,
      })),
    ),
  columns: [
    { header: 'computed by', cell: ({ backend }) => backend },
    { header: 'seeds', align: 'right', cell: ({ seeds }) => String(seeds) },
    { header: 'steps each', align: 'right', cell: ({ steps }) => formatCount(steps) },
    { header: 'steps/s', align: 'right', cell: ({ stepsPerSecond }) => formatCount(stepsPerSecond) },
    {
      header: 'steps/CPU s',
      align: 'right',
      cell: ({ stepsPerCpuSecond }) => formatCount(stepsPerCpuSecond),
    },
    { header: 'kernel calls', align: 'right', cell: ({ kernelCalls }) => formatCount(kernelCalls) },
  ],
  notes: () => [
    'simd-no-native: with WebAssembly alone, as --no-native has it. simd-no-replay:',
    'every step is interpreted, as --no-replay has it. All have the same results.',
    'Environment steps of all seeds together. kernel calls: those that the engine of',
    'TensorFlow.js makes in the step of one minibatch; what is replayed goes past it.',
    'bench/peers compares with other libraries.',
  ],
});
