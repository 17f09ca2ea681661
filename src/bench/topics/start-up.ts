import { formatBytes } from '../../format-bytes.ts';
import { formatNumber } from '../../text/format.ts';
import { type CommandCost, timedCommand } from '../command-cost.ts';
import { defineTopic } from '../topic.ts';

/** Environment steps of one update of CleanRL's PPO. */
const oneUpdate = 512;

/** Commands by what they are called in the table. */
const commands: Readonly<Record<string, readonly string[]>> = {
  '--help': ['--help'],
  list: ['list'],
  'list optimizers': ['list', 'optimizers'],
  doctor: ['doctor'],
  'one update': [
    ...['--env', 'CartPole-v1', '--optimizers', 'ADAM', '--seeds', '1', '--total-timesteps', `${oneUpdate}`],
    ...['--evaluations', '1', '--eval-episodes', '1', '--workers', '1', '--backend', 'simd', '--quiet'],
  ],
};

interface Case {
  readonly command: string;
}

type Row = Case & CommandCost;

/** How long the command takes before it is of use. */
export const startUpTopic = defineTopic<Case, Row>({
  name: 'start-up',
  title: 'Starting the command',
  // The commands start what they need themselves; who asks for them makes no difference.
  backends: ['simd'],
  cases: ({ quick }) =>
    Object.keys(commands)
      .filter((command) => !quick || command !== 'doctor')
      .map((command) => ({ command })),
  prepare: ({ command }) => timedCommand(commands[command]!),
  rows: (results) =>
    results.map((result) => ({ ...result.case, ...(result.by.simd.facts as object as CommandCost) })),
  columns: [
    { header: 'rl-bench …', cell: ({ command }) => command },
    { header: 's', align: 'right', cell: ({ seconds }) => formatNumber(seconds) },
    { header: 'CPU s', align: 'right', cell: ({ cpuSeconds }) => formatNumber(cpuSeconds) },
    { header: 'peak memory', align: 'right', cell: ({ peakBytes }) => formatBytes(peakBytes) },
  ],
  notes: () => [
    's: on the clock, the start of Node included. CPU s: without what other processes',
    `did for it. one update: ${oneUpdate} steps of CartPole-v1 by ADAM, one seed.`,
  ],
});
