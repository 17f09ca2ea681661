import type { Database } from 'better-sqlite3';
import { makeEnv } from '../../../envs/index.ts';
import { UsageError } from '../../errors.ts';
import { planOfRun, type RunInFile, runInFile } from '../../sweep/run/verify-run.ts';
import { resolveTask } from '../../workloads/tasks.ts';

/** A run that left one trained policy. */
export interface TrainedRun extends RunInFile {
  /** How many it made. */
  readonly updates: number;
  readonly env: string;
  readonly agent: string;
  /** Without its learning rate. */
  readonly optimizer: string;
  readonly learningRate: number | null;
  readonly seed: number;
}

/** @throws UsageError for a run that is not there, has not come to its end or diverged. */
export function trainedRun(db: Database, id: number): TrainedRun {
  const run = runInFile(db, id);
  if (run.status === 'diverged') {
    throw new UsageError(`run ${id} diverged: it left no policy whose loss could be mapped; choose another`);
  }
  const facts = db
    .prepare<[number], Omit<TrainedRun, keyof RunInFile>>(
      'select updates, env, agent, optimizer, learning_rate as learningRate, seed from runs where id = ?',
    )
    .get(id)!;
  return { ...run, ...facts };
}

/**
 * The plugins of the run's experiment have to be loaded.
 *
 * @throws UsageError for a task that is no environment, and for a team, each of whose agents has a policy of its own.
 */
export function refuseWithoutPolicy(run: TrainedRun): void {
  const { population } = planOfRun(run);
  if (resolveTask(population.env).maxEpisodeSteps === null) {
    throw new UsageError(
      `run ${run.id} was trained on ${population.env}, which has no policy whose loss could be mapped; choose a run in an environment`,
    );
  }
  const { agents } = makeEnv(population.env, { size: 1 }).spec;
  if (agents === 1) return;
  throw new UsageError(
    `run ${run.id} trained a team of ${agents}, and each has a policy and a loss of its own; choose the run of one agent`,
  );
}
