import { ablationText, experimentEffects } from '../report/ablation/ablation-text.ts';
import { runSummary } from '../report/run-summary.ts';
import { switchedTasks, switchesText } from '../report/switches/switches-text.ts';
import { taskWordsOf } from '../report/task-words.ts';
import { verdict } from '../report/verdict.ts';
import { readExperiment, readResults, runScores } from '../store/index.ts';
import { configOf } from '../sweep/run/saved-config.ts';
import { nextSteps } from './next-steps.ts';
import { print } from './print.ts';
import { tableWidth } from './table-width.ts';

/**
 * Prints what came of an experiment: the effects of an ablation, else a table of the optimizers and which of a few is better,
 * and what to do next; or the same as JSON.
 *
 * @param path of the results file, which has just been written.
 */
export async function printOutcome(path: string, experimentId: number, json: boolean): Promise<void> {
  const text = await readResults(
    path,
    (db) => {
      const { ablation } = configOf(readExperiment(db, experimentId)!);
      if (json) {
        const answer = ablation ? experimentEffects(db, experimentId) : runScores(db, experimentId);
        return JSON.stringify(answer, null, 2);
      }
      const outcome = ablation
        ? ablationText(
            experimentEffects(db, experimentId),
            ablation.optimizer,
            taskWordsOf(db, experimentId),
            tableWidth(),
          )
        : runSummary(db, experimentId, {}, tableWidth());
      const said = ablation ? '' : verdict(db, experimentId);
      const switches = switchesText(switchedTasks(db, experimentId), tableWidth());
      const parts = [outcome, said, switches, nextSteps({ db, path: db.name }, experimentId)];
      return parts.filter((part) => part !== '').join('\n\n');
    },
    'nothing',
  );
  await print(`${text}\n`);
}
