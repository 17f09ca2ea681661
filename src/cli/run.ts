import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { z } from 'zod';
import { agents } from '../../agents/index.ts';
import { backendNames, checkBackend, startBackend } from '../backends/index.ts';
import { UsageError } from '../errors.ts';
import type { LoadedPlugin } from '../plugins.ts';
import { print } from '../report/print.ts';
import { runSummary } from '../report/run-summary.ts';
import { openStore, runScores } from '../store/index.ts';
import { fitToMemory } from '../sweep/fit-to-memory.ts';
import { memoryRoom } from '../sweep/memory-room.ts';
import { planSweep } from '../sweep/plan.ts';
import { executionSettings, runSettings } from '../sweep/run-settings.ts';
import { runSweep } from '../sweep/run-sweep.ts';
import { defaultDatabase } from './database.ts';
import { withEnvironment } from './environment.ts';
import { checkedFlags, declareFlags, givenFlags } from './flags.ts';
import { progressReporter } from './progress.ts';
import { stopOnSignals } from './stop-on-signals.ts';

/** Every agent's hyper-parameters in one schema, so that each has a flag; which fit is checked against the agent. */
function agentFlags(): z.ZodObject {
  const shapes = agents.entries().map(({ settings }) => settings.shape);
  return z.object(Object.assign({}, ...shapes.reverse()) as z.ZodRawShape);
}

function builder(yargs: Argv): Argv {
  return withEnvironment(declared(yargs));
}

function declared(yargs: Argv): Argv {
  declareFlags(yargs, runSettings, 'What to compare:', {
    seeds: { alias: ['num-runs', 'num_runs'] },
    title: { alias: ['experiment-title', 'experiment_title'] },
    total_timesteps: { alias: ['total_timesteps'] },
    env: { alias: 'env-id' },
    optimizers: { alias: 'optimizer' },
    agents: { alias: 'agent' },
    learning_rates: { alias: ['learning-rate', 'lr'] },
  });
  declareFlags(
    yargs,
    agentFlags(),
    'Hyper-parameters of the agent (defaults before the environment has its say):',
  );
  declareFlags(yargs, executionSettings, 'How to compute:');
  return yargs
    .option('backend', {
      group: 'How to compute:',
      type: 'string',
      default: backendNames[0]!,
      describe: `what computes: ${backendNames.join(', ')}`,
    })
    .option('db', {
      type: 'string',
      default: defaultDatabase,
      describe: 'the SQLite file that takes the results',
    })
    .option('json', { type: 'boolean', default: false, describe: 'print the scores of the runs as JSON' })
    .option('quiet', { type: 'boolean', default: false, describe: 'show no progress' })
    .example('$0 --env point-nav --optimizers MILO ADAMW', 'compare two optimizers')
    .example('$0 --env CartPole-v1 --optimizers ADAM --learning-rates 1e-4 3e-4 1e-3', 'try learning rates')
    .example('$0 --env pendulum --optimizers "MILO(momentum=0.8)" --seeds 10', 'set a hyper-parameter');
}

async function handler(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  for (const flag of ['env', 'optimizers']) {
    if (argv[flag] === undefined) {
      throw new UsageError(`--${flag} is missing; try: rl-bench --env point-nav --optimizers MILO ADAMW`);
    }
  }
  const backend = single(argv, 'backend');
  checkBackend(backend);
  const run = checkedFlags(argv, runSettings);
  const { workers: asked = availableParallelism() } = checkedFlags(argv, executionSettings);
  const wanted = planSweep(run, givenFlags(argv, agentFlags()));
  await startBackend(backend);
  const tell = (line: string): void => {
    if (argv.quiet !== true) console.error(`rl-bench: ${line}`);
  };
  const { plan, workers } = await fitToMemory(wanted, memoryRoom(backend), asked, tell);
  const store = openStore(single(argv, 'db'));

  const stop = stopOnSignals();
  try {
    const observer = progressReporter(plan, argv.quiet === true ? undefined : process.stderr);
    const command = ['rl-bench', ...process.argv.slice(2)].map(shellWord).join(' ');
    const result = await runSweep(plan, store, {
      backend,
      workers,
      plugins,
      command,
      signal: stop.signal,
      observer,
    });
    const { experimentId } = result;
    await print(
      argv.json === true
        ? `${JSON.stringify(runScores(store.db, experimentId), null, 2)}\n`
        : `${runSummary(store.db, experimentId)}\n\n${nextSteps(store.path, experimentId)}\n`,
    );
    if (result.interrupted) process.exitCode = stop.exitCode();
  } finally {
    stop.release();
    store.close();
  }
}

function single(argv: Readonly<Record<string, unknown>>, flag: string): string {
  const value = argv[flag];
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError(
    `--${flag} takes one value, given ${Array.isArray(value) ? value.join(', ') : 'none'}`,
  );
}

function nextSteps(path: string, experimentId: number): string {
  const file = relative(process.cwd(), path);
  const db = file === defaultDatabase ? '' : ` --db ${shellWord(file)}`;
  const of = `where experiment_id = ${experimentId}"`;
  return [
    `Everything is in ${file} (experiment ${experimentId}). Next:`,
    `  npx rl-bench sql "select * from leaderboard ${of}${db}`,
    `  npx rl-bench sql "select * from learning_curves ${of}${db} --csv`,
    '  npx rl-bench list optimizers',
  ].join('\n');
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** @param plugins what was loaded; it is kept with the experiment, and loaded by the workers. */
export function runCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    command: ['$0', 'run'],
    describe: 'train policies with each optimizer and compare them (the default)',
    builder,
    handler: (argv) => handler(argv, plugins),
  };
}
