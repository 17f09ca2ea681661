import { ablationText, experimentEffects } from '../report/ablation/ablation-text.ts';
import { runSummary } from '../report/run-summary.ts';
import { readExperiment, runScores, type Store } from '../store/index.ts';
import { configOf } from '../sweep/run/saved-config.ts';
import { nextSteps } from './next-steps.ts';
import { print } from './print.ts';

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
