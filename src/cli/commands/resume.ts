import type { Argv, CommandModule } from 'yargs';
import { backendNames } from '../../backends/backend-names.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { withEnvironment } from '../environment.ts';
import { declareExecutionFlags, declareQueueFlags, executionOf } from '../execution-flags.ts';
import { optional } from '../single.ts';
import { teller } from '../tell.ts';

function builder(yargs: Argv): Argv {
  declareQueueFlags(
    declareExecutionFlags(
      yargs.positional('experiment', {
        type: 'string',
        describe: 'its number or title (default: the newest that has runs to finish)',
      }),
    ),
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
  const { resumeExperiment } = await import('../../sweep/run/resume-experiment.ts');
  const { carryOut } = await import('../carry-out.ts');
  const experiment = await carryOut(execution, (options) =>
    resumeExperiment({
      ...options,
      experiment: argv.experiment === undefined ? undefined : String(argv.experiment),
      backend: optional(argv, 'backend'),
      restartDamaged: argv['restart-damaged'] === true,
      plugins: loaded,
    }),
  );
  if (experiment === undefined) teller(execution)('every run has come to an end; there is nothing to resume');
}

/** @param plugins what was loaded already; those that the experiment began with are loaded too. */
export function resumeCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    builder,
    handler: (argv) => handler(argv, plugins),
  };
}
