import type { Argv, CommandModule } from 'yargs';
import { UsageError } from '../../errors.ts';
import { executionSettings } from '../../sweep/study/run-settings.ts';
import { withEnvironment } from '../environment.ts';
import { checkedFlags, declareFlags } from '../flags.ts';
import { mergedText } from '../merged-text.ts';
import { print } from '../print.ts';
import { teller } from '../tell.ts';

/** Of those that train, what makes sense here. */
const execution = executionSettings.pick({ wait: true });

function builder(yargs: Argv): Argv {
  declareFlags(yargs, execution, 'How to write:');
  return withEnvironment(
    yargs
      .positional('into', { type: 'string', describe: 'the results file that takes everything' })
      .positional('files', { type: 'string', array: true, describe: 'what is taken; these stay as they are' })
      .option('json', { type: 'boolean', default: false, describe: 'print what was merged as an object' })
      .example('$0 merge all.sqlite shard-*.sqlite', 'the shards of a study as one experiment')
      .example('$0 merge both.sqlite laptop.sqlite desktop.sqlite', 'experiments that were never one')
      .epilogue(
        'Merging again changes nothing, and a shard may be merged before it has ended. What contradicts is refused.',
      ),
  );
}

async function handler(argv: Readonly<Record<string, unknown>>): Promise<void> {
  const { wait } = checkedFlags(argv, execution);
  const into = String(argv.into);
  const files = ((argv.files as unknown[] | undefined) ?? []).map(String);
  if (files.length === 0) {
    throw new UsageError(`merge what into "${into}"? name files: rl-bench merge ${into} shard-*.sqlite`);
  }
  const { mergeFiles } = await import('../../sweep/merge/merge-files.ts');
  const merged = await mergeFiles({ into, files, wait, note: teller({ quiet: false }) });
  await print(argv.json === true ? `${JSON.stringify(merged, null, 2)}\n` : `${mergedText(merged)}\n`);
}

/**
 * `rl-bench merge`: puts results files together.
 *
 * With `--json` it prints one object, the fields of `MergeAccount` (`src/sweep/merge/merge-files.ts`).
 */
export const mergeCommand: CommandModule = { builder, handler };
