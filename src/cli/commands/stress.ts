import type { Argv, CommandModule } from 'yargs';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { stressSettings } from '../../stress/stress-settings.ts';
import { executionSettings } from '../../sweep/study/run-settings.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { withEnvironment } from '../environment.ts';
import { backendOf, declareBackendFlag } from '../execution-flags.ts';
import { checkedFlags, declareFlags } from '../flags.ts';
import { optional, single } from '../single.ts';
import { stressOf } from '../stressing.ts';

/** Of those that train, what makes sense where nothing takes long. */
const execution = executionSettings.pick({ workers: true, wait: true });

function builder(yargs: Argv): Argv {
  declareFlags(yargs, stressSettings, 'What to try:');
  declareFlags(yargs, execution, 'How to compute:');
  return withEnvironment(
    declareBackendFlag(yargs)
      .positional('optimizers', {
        type: 'string',
        array: true,
        describe:
          'e.g. MILO "ADAM(betas=[0.5,0.9])" "CLIP(SGD)"; all that need no agent and no weights when none is named',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'a Markdown file, with a folder of its name for the picture; replaced where they are there',
      })
      .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
      .option('json', { type: 'boolean', default: false, describe: 'print the matrix as JSON' })
      .option('quiet', { type: 'boolean', default: false, describe: 'show no progress' })
      .example('$0 stress MILO ADAM SGD', 'three optimizers on all problems')
      .example('$0 stress "CLIP(SGD)" SGD --problems spikes noise', 'what clipping is good for'),
  );
}

async function handler(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  const { problems, ...settings } = checkedFlags(argv, stressSettings);
  const { workers, wait } = checkedFlags(argv, execution);
  await stressOf(
    { optimizers: (argv.optimizers as string[] | undefined) ?? [], problems, settings },
    {
      plugins,
      backend: backendOf(argv),
      db: single(argv, 'db'),
      out: optional(argv, 'out'),
      ...{ workers, wait },
      json: argv.json === true,
      quiet: argv.quiet === true,
    },
  );
}

/**
 * `rl-bench stress`: optimizers on small problems that each break something, as a matrix of the shares solved.
 *
 * With `--json` it prints an object: `experiment`, `modes`, and `rows` with the fields of `MatrixRow`
 * (`src/stress/matrix.ts`).
 *
 * @param plugins what was loaded; it is kept with the experiment.
 */
export function stressCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    builder,
    handler: (argv) => handler(argv, plugins),
  };
}
