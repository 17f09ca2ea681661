import type { Argv, CommandModule } from 'yargs';
import { findExperiment } from '../../report/find-experiment.ts';
import { boardMarkdown, runSummary } from '../../report/run-summary.ts';
import { type TaskBoard, taskBoards } from '../../report/task-boards.ts';
import { readResults } from '../../store/index.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { withEnvironment } from '../environment.ts';
import { noteNewer } from '../note-newer.ts';
import { oneFormat } from '../one-format.ts';
import { print } from '../print.ts';
import { optional, single } from '../single.ts';
import { tableWidth } from '../table-width.ts';

const formats = {
  json: (boards: readonly TaskBoard[]) => JSON.stringify(boards.flatMap(boardRows), null, 2),
  markdown: (boards: readonly TaskBoard[]) => boards.map(boardMarkdown).join('\n\n'),
};

function builder(yargs: Argv): Argv {
  return withEnvironment(
    yargs
      .option('experiment', {
        type: 'string',
        requiresArg: true,
        describe: 'id or title of an experiment [default: the newest with runs that ended]',
      })
      .option('tuned', {
        type: 'boolean',
        default: false,
        describe: 'rank by the learning rates that were chosen on tuning seeds, scored on the other seeds',
      })
      .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
      .option('json', { type: 'boolean', default: false, describe: 'print an array of objects' })
      .option('markdown', { type: 'boolean', default: false, describe: 'print Markdown tables' })
      .example('$0 leaderboard', 'the newest experiment')
      .example('$0 leaderboard --experiment 3 --markdown', 'another one, to paste'),
  );
}

async function handler(argv: Readonly<Record<string, unknown>>): Promise<void> {
  const format = oneFormat(argv, formats);
  await readResults(single(argv, 'db'), async (db) => {
    const named = optional(argv, 'experiment');
    const { id } = findExperiment(db, named);
    noteNewer(db, named, id);
    const options = { tuned: argv.tuned === true };
    const text = format ? format(taskBoards(db, id, options)) : runSummary(db, id, options, tableWidth());
    await print(`${text}\n`);
  });
}

function boardRows({ env, agent, phase, totalTimesteps, rewardThreshold, scores }: TaskBoard): object[] {
  return scores.map((score) => ({ env, agent, phase, totalTimesteps, rewardThreshold, ...score }));
}

/**
 * `rl-bench leaderboard`: the table that a run ends with, of any experiment.
 *
 * With `--json` it prints an array with an object for every optimizer and learning rate, best first in each environment and phase:
 * `env`, `agent`, `phase`, `totalTimesteps`, `rewardThreshold`, and the fields of `SeedScores` (`src/report/seed-scores.ts`). A
 * field whose value does not exist (an interval of two seeds) is left out.
 */
export const leaderboardCommand: CommandModule = {
  builder,
  handler,
};
