import { readResults } from '../store/index.ts';
import { findExperiment } from './find-experiment.ts';
import { type BoardOptions, type TaskBoard, taskBoards } from './task-boards.ts';

/** Of which experiment of which results file. */
export interface LeaderboardOptions extends BoardOptions {
  /** Path of the results file. */
  readonly db: string;
  /** An id or a title (of several with the title, the newest). Default: the newest with ended runs. */
  readonly experiment?: number | string | undefined;
}

/**
 * Ranks the optimizers of an experiment, on a board for each environment, agent and phase.
 *
 * @throws UsageError if there is no such file or experiment, or none of its runs has ended.
 */
export function leaderboard({ db: path, experiment, ...options }: LeaderboardOptions): Promise<TaskBoard[]> {
  return readResults(path, (db) => taskBoards(db, findExperiment(db, experiment).id, options));
}
