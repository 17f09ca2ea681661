import type { Database } from 'better-sqlite3';

/** What an optimizer's tuning runs on a task chose: its learning rate, and its other settings where these were to be chosen. */
export interface TunedRate {
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
  /** The label that it was tuned under; null before it is scored. */
  readonly setting: string | null;
  readonly learningRate: number | null;
  /** Of how many settings, learning rates among them. */
  readonly rates: number;
  /** Whether runs that score it have ended. */
  readonly scored: boolean;
  /** Whether successive halving has dropped some of them, so that it is not known what they would have come to. */
  readonly halved: boolean;
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
    .prepare<
      [number, number, number],
      Omit<TunedRate, 'scored' | 'halved'> & { scored: number; halved: number }
    >(
      `select t.env, t.agent, t.optimizer, b.setting, b.learning_rate as learningRate, coalesce(b.rates, 0) as rates,
         b.optimizer is not null as scored,
         exists (
           select 1 from runs r where r.experiment_id = ? and r.phase = 'tuning' and r.status = 'dropped'
             and r.env = t.env and r.agent = t.agent and coalesce(r.setting_of, r.optimizer) = t.optimizer
         ) as halved
       from (
         select distinct env, agent, coalesce(setting_of, optimizer) as optimizer from runs
         where experiment_id = ? and phase = 'tuning' and status in ('finished', 'diverged')
       ) t
       left join (select * from tuned_leaderboard where experiment_id = ?) b
         on b.env = t.env and b.agent = t.agent and b.optimizer = t.optimizer`,
    )
    .all(experimentId, experimentId, experimentId)
    .map((row) => ({ ...row, scored: row.scored === 1, halved: row.halved === 1 }));
}
