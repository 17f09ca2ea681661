import type { Argv, CommandModule } from 'yargs';
import { UsageError } from '../../errors.ts';
import { listExperiments, readResults } from '../../store/index.ts';
import { executionSettings } from '../../sweep/study/run-settings.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { withEnvironment } from '../environment.ts';
import { carryOutAction, experimentActions } from '../experiment-actions.ts';
import { experimentsText } from '../experiments-text.ts';
import { checkedFlags, declareFlags } from '../flags.ts';
import { print } from '../print.ts';
import { optional, single } from '../single.ts';
import { tableWidth } from '../table-width.ts';

/** Of those that train, what makes sense here. */
const execution = executionSettings.pick({ wait: true });

function builder(yargs: Argv): Argv {
  declareFlags(yargs, execution, 'How to write:');
  return withEnvironment(
    yargs
      .positional('action', {
        type: 'string',
        describe: `${Object.keys(experimentActions).join(', ')}; without one experiments are listed`,
      })
      .positional('words', { type: 'string', array: true, describe: 'what it takes, see below' })
      .option('tag', { type: 'string', requiresArg: true, describe: 'list those of a tag' })
      .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
      .option('json', { type: 'boolean', default: false, describe: 'print the list as an array of objects' })
      .example('$0 experiments', 'what there is in the file')
      .example('$0 experiments rename 3 "first look"', 'another title')
      .example('$0 experiments delete 4 5', 'with all that belongs to them')
      .epilogue(
        Object.entries(experimentActions)
          .map(([name, { takes, does }]) => `${name}${takes === '' ? '' : ` ${takes}`}: ${does}`)
          .join('\n'),
      ),
  );
}

async function handler(argv: Readonly<Record<string, unknown>>): Promise<void> {
  const db = single(argv, 'db');
  const { wait } = checkedFlags(argv, execution);
  const [action, tag, json] = [optional(argv, 'action'), optional(argv, 'tag'), argv.json === true];
  if (action !== undefined) {
    if (json || tag !== undefined) {
      const flag = json ? '--json' : '--tag';
      throw new UsageError(`${flag} is of the list; drop ${flag}, or drop "${action}"`);
    }
    const words = ((argv.words as string[] | undefined) ?? []).map(String);
    await print(`${await carryOutAction(action, words, { db, wait })}\n`);
    return;
  }
  if (wait) throw new UsageError('--wait is for what changes the file; a list waits for nobody');
  const listed = await readResults(db, async (file) => listExperiments(file));
  const shown = listed.filter(({ tags }) => tag === undefined || tags.includes(tag));
  if (shown.length === 0 && tag !== undefined) {
    const known = [...new Set(listed.flatMap(({ tags }) => tags))].sort();
    const others = known.length === 0 ? 'none has a tag' : `the tags are ${known.join(', ')}`;
    throw new UsageError(`no experiment has the tag "${tag}"; ${others}`);
  }
  await print(json ? `${JSON.stringify(shown, null, 2)}\n` : `${experimentsText(shown, tableWidth())}\n`);
}

/**
 * `rl-bench experiments`: lists the experiments of a file, gives them titles, tags and notes, and deletes them.
 *
 * With `--json` it prints an array with the fields of `ListedExperiment` (`src/store/list-experiments.ts`).
 */
export const experimentsCommand: CommandModule = { builder, handler };
