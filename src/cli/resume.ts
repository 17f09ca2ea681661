import type { Argv, CommandModule } from 'yargs';
import { backendNames, checkBackend } from '../backends/index.ts';
import type { LoadedPlugin } from '../plugins/index.ts';
import { experimentWithRuns, newestUnfinished, readExperiment, readResults } from '../store/index.ts';
import { goOn } from './carry-out.ts';
import { withEnvironment } from './environment.ts';
import { declareExecutionFlags, executionOf } from './execution-flags.ts';
import { optional } from './single.ts';

function builder(yargs: Argv): Argv {
  declareExecutionFlags(
    yargs.positional('experiment', {
      type: 'string',
      describe: 'its number or title (default: the newest that has runs to finish)',
    }),
  )
    .option('backend', {
      type: 'string',
      requiresArg: true,
      describe: `where to go on: ${backendNames.join(', ')} (default: where it was begun)`,
    })
    .option('restart-damaged', {
      type: 'boolean',
      default: false,
      describe: 'train runs whose checkpoints cannot be used from the beginning',
    });
  return withEnvironment(
    yargs
      .example('$0 resume', 'go on after Ctrl-C, a crash or a reboot')
      .example('$0 resume 3 --workers 4', 'go on with experiment 3, in four processes'),
  );
}

async function handler(
  argv: Readonly<Record<string, unknown>>,
  loaded: readonly LoadedPlugin[],
): Promise<void> {
  const execution = executionOf(argv);
  const backend = optional(argv, 'backend');
  if (backend !== undefined) checkBackend(backend);
  const found = await readResults(execution.db, (db) =>
    argv.experiment === undefined
      ? newestUnfinished(db)
      : readExperiment(db, experimentWithRuns(db, String(argv.experiment))),
  );
  if (found === undefined) {
    if (!execution.quiet) console.error('rl-bench: every run has come to an end; there is nothing to resume');
    return;
  }
  await goOn(found, execution, loaded, { backend, restart: argv['restart-damaged'] === true });
}

/** @param plugins what was loaded already; those that the experiment began with are loaded too. */
export function resumeCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    command: 'resume [experiment]',
    describe: 'go on with an experiment that was stopped, from its last checkpoints',
    builder,
    handler: (argv) => handler(argv, plugins),
  };
}
