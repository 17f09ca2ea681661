import type { Argv, CommandModule } from 'yargs';
import { z } from 'zod';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { executionSettings } from '../../sweep/study/run-settings.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { withEnvironment } from '../environment.ts';
import { backendOf, declareBackendFlag } from '../execution-flags.ts';
import { checkedFlags, declareFlags } from '../flags.ts';
import { optional, single } from '../single.ts';
import { studyOf } from '../studying.ts';

const claimFlags = z.object({
  seeds: z.int().positive().optional().describe('seeds 1, 2, … (default: as the study says)'),
});

const execution = executionSettings.pick({ workers: true, wait: true });

function builder(yargs: Argv): Argv {
  declareFlags(yargs, claimFlags, 'What to look into:');
  declareFlags(yargs, execution, 'How to compute:');
  return withEnvironment(
    declareBackendFlag(yargs)
      .positional('study', {
        type: 'string',
        describe: 'one by name, or a YAML file; all are listed when none is named',
      })
      .option('figure', {
        type: 'string',
        requiresArg: true,
        describe: 'an .svg or .png file for its picture, replaced where it is there',
      })
      .option('document', {
        type: 'string',
        requiresArg: true,
        describe:
          'a Markdown file about all studies of the results file, with a folder of its name for pictures',
      })
      .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
      .option('json', { type: 'boolean', default: false, describe: 'print what came of it as JSON' })
      .option('quiet', { type: 'boolean', default: false, describe: 'show no progress' })
      .example('$0 study', 'which claims there are')
      .example('$0 study separation --figure separation.svg', 'does it hold here?')
      .example('$0 study --document studies.md', 'all that have been looked into'),
  );
}

async function handler(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  const { workers, wait } = checkedFlags(argv, execution);
  await studyOf(
    {
      study: optional(argv, 'study'),
      seeds: checkedFlags(argv, claimFlags).seeds,
      figure: optional(argv, 'figure'),
      document: optional(argv, 'document'),
    },
    {
      plugins,
      backend: backendOf(argv),
      db: single(argv, 'db'),
      ...{ workers, wait },
      json: argv.json === true,
      quiet: argv.quiet === true,
    },
  );
}

/**
 * `rl-bench study`: looks whether a published claim holds here, by a study of a few minutes; without a name it lists them.
 *
 * With `--json` it prints an object: `experiment`, `study`, `seeds`, `claim`, `source` and the fields of `Judgement`
 * (`src/studies/study-entry.ts`); without a name an array with `name`, `claim`, `source` and `seeds` of each.
 *
 * @param plugins what was loaded; it is kept with the experiment.
 */
export function studyCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    builder,
    handler: (argv) => handler(argv, plugins),
  };
}
