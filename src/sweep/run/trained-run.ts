import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import { type RunInFile, runInFile } from './verify-run.ts';

/** A run that has come to its end, and what there is to say of it. */
export interface TrainedRun extends RunInFile {
  /** How many it made. */
  readonly updates: number;
  /** Environment steps that it took. */
  readonly envSteps: number;
  readonly env: string;
  readonly agent: string;
  /** Without its learning rate. */
  readonly optimizer: string;
  readonly learningRate: number | null;
  readonly seed: number;
}

/**
 * @param lost what there is not of a run that diverged, in words.
 * @throws UsageError for a run that is not there, has not come to its end or diverged.
 */
export function trainedRun(db: Database, id: number, lost = 'it has left no policy'): TrainedRun {
  const run = runInFile(db, id);
  if (run.status === 'diverged') throw new UsageError(`run ${id} diverged: ${lost}; choose another`);
  const facts = db
    .prepare<[number], Omit<TrainedRun, keyof RunInFile>>(
      'select updates, env_steps as envSteps, env, agent, optimizer, learning_rate as learningRate, seed from runs where id = ?',
    )
    .get(id)!;
  return { ...run, ...facts };
}
