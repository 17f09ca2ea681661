import type { Database } from 'better-sqlite3';
import { UsageError } from '../errors.ts';
import type { PolicyEvaluationRow } from '../results/index.ts';
import { planOfRun, type RunInFile, runInFile } from '../sweep/run/verify-run.ts';
import type { KeptPolicies } from '../workloads/control/evaluate-kept.ts';
import { resolveTask } from '../workloads/tasks.ts';

/** Which of the policies that a run has left. */
export type PolicyChoice = PolicyEvaluationRow['choice'];

/** A run that has left policies. */
export interface KeptRun extends RunInFile, KeptPolicies {
  readonly choice: PolicyChoice;
  readonly env: string;
  readonly agent: string;
  /** Without its learning rate. */
  readonly optimizer: string;
  readonly learningRate: number | null;
  readonly seed: number;
}

type Facts = Pick<KeptRun, 'env' | 'agent' | 'optimizer' | 'learningRate' | 'seed'>;

/** @throws UsageError for a run that is not there, has not come to its end, or has left no such policy. */
export function keptRun(db: Database, id: number, choice: PolicyChoice): KeptRun {
  const run = runInFile(db, id);
  if (run.status === 'diverged') {
    throw new UsageError(`run ${id} diverged: it has left no policy; choose another`);
  }
  const facts = db
    .prepare<[number], Facts>(
      'select env, agent, optimizer, learning_rate as learningRate, seed from runs where id = ?',
    )
    .get(id)!;
  const rows = db
    .prepare<[number, string], { readonly updateIndex: number; readonly weights: Uint8Array }>(
      'select update_index as updateIndex, weights from policies where run_id = ? and choice = ? order by agent',
    )
    .all(id, choice);
  if (rows.length === 0) {
    const why =
      choice === 'best'
        ? 'train with --keep-best to keep the best one too'
        : 'it was trained by an older rl-bench, or on a task without policies; train it anew';
    throw new UsageError(`run ${id} has left no ${choice} policy: ${why}`);
  }
  return {
    ...run,
    ...facts,
    choice,
    updates: rows[0]!.updateIndex,
    files: rows.map(({ weights }) => weights),
  };
}

/** The plugins of the run's experiment have to be loaded. @throws UsageError for a task that is no environment. */
export function refuseWithoutEpisodes(run: KeptRun): void {
  const { population } = planOfRun(run);
  if (resolveTask(population.env).maxEpisodeSteps !== null) return;
  throw new UsageError(
    `run ${run.id} was trained on ${population.env}, which has no episodes to play; choose a run in an environment`,
  );
}
