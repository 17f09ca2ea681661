import type { Argv, CommandModule } from 'yargs';
import { toldInLatex, toldInMarkdown, toldInTerminal } from '../../report/compare/index.ts';
import { comparePower, type PowerComparison } from '../../report/power/compare-power.ts';
import { powerSentences, toldOfPower } from '../../report/power/power-text.ts';
import { readResults } from '../../store/index.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { withEnvironment } from '../environment.ts';
import { metricFlag, metricOf } from '../metric-flag.ts';
import { noteNewer } from '../note-newer.ts';
import { oneFormat } from '../one-format.ts';
import { print } from '../print.ts';
import { optional, single } from '../single.ts';
import { tableWidth } from '../table-width.ts';

const formats = {
  json: (data: PowerComparison) => JSON.stringify({ ...data, sentences: powerSentences(data) }, null, 2),
  markdown: (data: PowerComparison) => toldInMarkdown(toldOfPower(data)),
  latex: (data: PowerComparison) => toldInLatex(toldOfPower(data)),
};

function builder(yargs: Argv): Argv {
  return withEnvironment(
    yargs
      .positional('names', {
        type: 'string',
        array: true,
        describe: 'as in the results; all optimizers when none is named',
      })
      .option('experiment', {
        type: 'string',
        requiresArg: true,
        describe: 'id or title of an experiment [default: the newest with runs that ended]',
      })
      .option('difference', {
        type: 'number',
        array: true,
        requiresArg: true,
        describe:
          'differences to be shown, in the unit of the metric [default: 1/4, 1/2 and 1 of the spread]',
      })
      .option('metric', metricFlag)
      .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
      .option('json', { type: 'boolean', default: false, describe: 'print everything as JSON' })
      .option('markdown', { type: 'boolean', default: false, describe: 'print Markdown tables' })
      .option('latex', { type: 'boolean', default: false, describe: 'print LaTeX tables (booktabs)' })
      .example('$0 power --experiment 3 --difference 20', 'how many seeds show a difference of 20'),
  );
}

async function handler(argv: Readonly<Record<string, unknown>>): Promise<void> {
  const format = oneFormat(argv, formats);
  await readResults(single(argv, 'db'), async (db) => {
    const named = optional(argv, 'experiment');
    const found = comparePower(db, {
      experiment: named,
      optimizers: argv.names as string[] | undefined,
      metric: metricOf(argv),
      differences: argv.difference as number[] | undefined,
    });
    noteNewer(db, named, found.experiment.id);
    await print(
      `${format === undefined ? toldInTerminal(toldOfPower(found), tableWidth()) : format(found)}\n`,
    );
  });
}

/**
 * `rl-bench power`: how many seeds a difference needs, by how far those of an experiment scatter.
 *
 * With `--json` it prints the fields of `PowerComparison` (`src/report/power/compare-power.ts`) and `sentences`.
 */
export const powerCommand: CommandModule = {
  builder,
  handler,
};
