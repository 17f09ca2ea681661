import { formatBytes } from '../../format-bytes.ts';
import { formatCount, formatNumber } from '../../text/format.ts';
import { type CommandCost, timedCommand } from '../command-cost.ts';
import { defineTopic, type Measured } from '../topic.ts';

interface Case {
  readonly command: string;
  /** Runs that are trained side by side. */
  readonly members: number;
  /** Environment steps of each. */
  readonly steps: number;
}

interface Row extends Case, CommandCost {
  /** Beyond what the smallest population of the same kind takes, over the members beyond its own; absent for that one. */
  readonly bytesPerMember?: number;
}

/** What is trained, by what it is called in the table. */
const trained: Readonly<
  Record<string, { readonly words: readonly string[]; readonly members: readonly number[] }>
> = {
  'CartPole-v1, ADAM': {
    words: ['--env', 'CartPole-v1', '--optimizers', 'ADAM(lr=0.00025,eps=1e-5)'],
    members: [1, 8, 64],
  },
  "README's main job": { words: ['--env', 'point-nav', '--optimizers', 'MILO', 'ADAMW'], members: [10] },
};

/** How much memory training takes. */
export const memoryTopic = defineTopic<Case, Row>({
  name: 'memory',
  title: 'The most memory that training takes, one worker',
  // The commands start the backend that they train on.
  backends: ['simd'],
  cases: ({ quick }) =>
    Object.entries(trained).flatMap(([command, { members }]) =>
      members
        .filter((count) => !quick || count !== 8)
        .map((count) => ({ command, members: count, steps: quick ? 1024 : 25_088 })),
    ),
  prepare: ({ command, members, steps }) =>
    timedCommand([
      ...trained[command]!.words,
      ...['--seeds', `${members}`, '--total-timesteps', `${steps}`],
      ...['--workers', '1', '--backend', 'simd', '--quiet'],
    ]),
  rows: (results) => results.map((result) => rowOf(result, results)),
  columns: [
    { header: 'training', cell: ({ command }) => command },
    { header: 'seeds', align: 'right', cell: ({ members }) => String(members) },
    { header: 'steps each', align: 'right', cell: ({ steps }) => formatCount(steps) },
    { header: 'CPU s', align: 'right', cell: ({ cpuSeconds }) => formatNumber(cpuSeconds) },
    { header: 'peak memory', align: 'right', cell: ({ peakBytes }) => formatBytes(peakBytes) },
    {
      header: 'a member',
      align: 'right',
      cell: ({ bytesPerMember }) =>
        bytesPerMember === undefined ? '-' : `${formatNumber(bytesPerMember / 2 ** 20)} MiB`,
    },
  ],
  notes: () => [
    'peak memory: of the whole process. a member: what it takes more than one seed',
    'alone, for every further seed. The main job has fewer steps than by default.',
  ],
});

function costOf({ by }: Measured<Case>): CommandCost {
  return by.simd.facts as object as CommandCost;
}

function rowOf(result: Measured<Case>, results: readonly Measured<Case>[]): Row {
  const { command, members } = result.case;
  const cost = costOf(result);
  const smallest = results.find((other) => other.case.command === command)!;
  const more = members - smallest.case.members;
  return {
    ...result.case,
    ...cost,
    ...(more > 0 && { bytesPerMember: (cost.peakBytes - costOf(smallest).peakBytes) / more }),
  };
}
