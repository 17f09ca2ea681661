import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import type { PolicyEvaluationRow } from '../../results/index.ts';
import type { KeptPolicies } from '../../workloads/control/evaluate-kept.ts';
import { resolveTask } from '../../workloads/tasks.ts';
import { type TrainedRun, trainedRun } from './trained-run.ts';
import { planOfRun, refuseImported } from './verify-run.ts';

/** Which of the policies that a run has left. */
export type PolicyChoice = PolicyEvaluationRow['choice'];

/** A run that has left policies, and these. */
export interface KeptRun extends Omit<TrainedRun, 'updates' | 'envSteps'>, KeptPolicies {
  readonly choice: PolicyChoice;
}

/** @throws UsageError for a run that is not there, has not come to its end, or has left no such policy. */
export function keptRun(db: Database, id: number, choice: PolicyChoice): KeptRun {
  const run = trainedRun(db, id);
  const rows = db
    .prepare<[number, string], { readonly updateIndex: number; readonly weights: Uint8Array }>(
      'select update_index as updateIndex, weights from policies where run_id = ? and choice = ? order by agent',
    )
    .all(id, choice);
  if (rows.length === 0) {
    refuseImported(run);
    const why =
      choice === 'best'
        ? 'train with --keep-best to keep the best one too'
        : 'it was trained by an older rl-bench, or on a task without policies; train it anew';
    throw new UsageError(`run ${id} has left no ${choice} policy: ${why}`);
  }
  const updates = rows[0]!.updateIndex;
  return {
    ...run,
    choice,
    updates,
    envSteps: choice === 'best' ? stepsBy(db, id, updates) : run.envSteps,
    files: rows.map(({ weights }) => weights),
  };
}

/** Environment steps that a run had made when it was evaluated behind an update. */
function stepsBy(db: Database, id: number, updates: number): number {
  return db
    .prepare<[number, number], number>(
      'select env_step from evaluations where run_id = ? and update_index = ?',
    )
    .pluck()
    .get(id, updates)!;
}

/** The plugins of the run's experiment have to be loaded. @throws UsageError for a task that is no environment. */
export function refuseWithoutEpisodes(run: KeptRun): void {
  const { population } = planOfRun(run);
  if (resolveTask(population.env).maxEpisodeSteps !== null) return;
  throw new UsageError(
    `run ${run.id} was trained on ${population.env}, which has no episodes to play; choose a run in an environment`,
  );
}
