import { relative } from 'node:path';
import { print } from '../report/print.ts';
import { runSummary } from '../report/run-summary.ts';
import { hasEnded, runScores, runStates, type Store } from '../store/index.ts';
import { defaultDatabase } from './database.ts';
import { shellWord } from './shell-word.ts';

/** Prints what came of an experiment: a table and what to do next, or the scores of its runs as JSON. */
export async function printOutcome({ db, path }: Store, experimentId: number, json: boolean): Promise<void> {
  await print(
    json
      ? `${JSON.stringify(runScores(db, experimentId), null, 2)}\n`
      : `${runSummary(db, experimentId)}\n\n${nextSteps({ db, path }, experimentId)}\n`,
  );
}

function nextSteps({ db, path }: Pick<Store, 'db' | 'path'>, experimentId: number): string {
  const file = relative(process.cwd(), path);
  const where = file === defaultDatabase ? '' : ` --db ${shellWord(file)}`;
  const open = runStates(db, experimentId).some((run) => !hasEnded(run));
  return [
    `Everything is in ${file} (experiment ${experimentId}). Next:`,
    ...(open ? [`  npx rl-bench resume ${experimentId}${where}`] : []),
    `  npx rl-bench compare --experiment ${experimentId}${where}`,
    `  npx rl-bench report --experiment ${experimentId}${where}`,
    `  npx rl-bench sql "select * from leaderboard where experiment_id = ${experimentId}"${where}`,
  ].join('\n');
}
