import type { Database } from 'better-sqlite3';
import type { RunScore } from './queries.ts';

/** How a tuning run ended. */
export interface TuningScore {
  readonly env: string;
  /** The agent's label. */
  readonly agent: string;
  /** The label that it was tuned under, which leaves the learning rate out. */
  readonly optimizer: string;
  readonly learningRate: number | null;
  readonly seed: number;
  readonly status: RunScore['status'];
  /** More is better. Null where it is no finite number; what is given for a diverged run does not matter. */
  readonly score: number | null;
}

/** A tuning run, and how far it has been trained. */
export interface TuningRun extends TuningScore {
  /** The optimizer among whose settings it is chosen from: its own label, where it alone is that optimizer. */
  readonly scoredAs: string;
  /** The run's number. */
  readonly run: number;
  /** Of its budget, what successive halving has given its setting so far; null: all. */
  readonly budgetShare: number | null;
}

/** The tuning runs of an experiment. @param criterion a column of `run_scores`. */
export function tuningScores(
  db: Database,
  experimentId: number,
  criterion: 'final_return' | 'last_100_return',
): TuningRun[] {
  const notFinite = { final_return: 'final_not_finite', last_100_return: 'last_100_not_finite' }[criterion];
  return db
    .prepare<[number], TuningRun>(
      `select
         s.env, s.agent, s.optimizer, s.learning_rate as learningRate, s.seed, s.status,
         coalesce(r.setting_of, r.optimizer) as scoredAs, r.id as run, r.budget_share as budgetShare,
         iif(s.${notFinite}, null, s.${criterion}) as score
       from run_scores s join runs r on r.id = s.run_id
       where s.experiment_id = ? and r.phase = 'tuning'
       order by s.run_id`,
    )
    .all(experimentId);
}
