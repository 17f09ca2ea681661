import { relative } from 'node:path';
import { ablationText, experimentEffects } from '../report/ablation/ablation-text.ts';
import { print } from '../report/print.ts';
import { runSummary } from '../report/run-summary.ts';
import { hasEnded, readExperiment, runScores, runStates, type Store } from '../store/index.ts';
import { configOf } from '../sweep/unfinished.ts';
import { defaultDatabase } from './database.ts';
import { shellWord } from './shell-word.ts';

/**
 * Prints what came of an experiment: the effects of an ablation, else a table of the optimizers, and what to do next; or
 * the same as JSON.
 */
export async function printOutcome({ db, path }: Store, experimentId: number, json: boolean): Promise<void> {
  const { ablation } = configOf(readExperiment(db, experimentId)!);
  if (json) {
    const answer = ablation ? experimentEffects(db, experimentId) : runScores(db, experimentId);
    await print(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  const text = ablation
    ? ablationText(experimentEffects(db, experimentId), ablation.optimizer)
    : runSummary(db, experimentId);
  await print(`${text}\n\n${nextSteps({ db, path }, experimentId)}\n`);
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
