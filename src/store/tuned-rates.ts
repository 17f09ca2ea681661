import type { Database } from 'better-sqlite3';

/** The learning rate that an optimizer's tuning runs on a task chose. */
export interface TunedRate {
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
  readonly learningRate: number | null;
  /** Of how many. */
  readonly rates: number;
  /** Whether runs that score it have ended. */
  readonly scored: boolean;
}

/** What an experiment's tuning runs are judged by: a column of `run_scores`. Of one that tunes nothing, `final_return`. */
export function tuningCriterion(db: Database, experimentId: number): 'final_return' | 'last_100_return' {
  const criterion = db
    .prepare<[number], 'final_return' | 'last_100_return' | null>(
      'select tuning_criterion from experiment_plans where experiment_id = ?',
    )
    .pluck()
    .get(experimentId);
  return criterion ?? 'final_return';
}

/** One an environment, agent and optimizer that has tuning runs which ended: what `tuned_leaderboard` chose. */
export function tunedRates(db: Database, experimentId: number): TunedRate[] {
  return db
    .prepare<[number, number], Omit<TunedRate, 'scored'> & { scored: number }>(
      `select t.env, t.agent, t.optimizer, b.learning_rate as learningRate, coalesce(b.rates, 0) as rates,
         b.optimizer is not null as scored
       from (
         select distinct env, agent, optimizer from runs
         where experiment_id = ? and phase = 'tuning' and status in ('finished', 'diverged')
       ) t
       left join (select * from tuned_leaderboard where experiment_id = ?) b
         on b.env = t.env and b.agent = t.agent and b.optimizer = t.optimizer`,
    )
    .all(experimentId, experimentId)
    .map((row) => ({ ...row, scored: row.scored === 1 }));
}
