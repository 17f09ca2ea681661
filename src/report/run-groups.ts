import type { Database } from 'better-sqlite3';

/** The runs of an experiment that differ only in seed and learning rate. */
export interface RunGroup {
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
  /** The optimizer that it is a setting of, where tuning chooses among these. */
  readonly settingOf: string | null;
  readonly phase: 'tuning' | 'scoring';
  readonly rates: readonly (number | null)[];
  readonly seeds: readonly number[];
  readonly totalTimesteps: number;
  /** The most any of them has made so far. */
  readonly envSteps: number | null;
  readonly updates: number | null;
  /** Until the last of them ended; they train side by side. */
  readonly seconds: number | null;
  /** How many have each status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Settings of the first of them. */
  readonly hyperparameters: Readonly<Record<string, unknown>>;
}

interface RunRow {
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
  readonly settingOf: string | null;
  readonly phase: RunGroup['phase'];
  readonly totalTimesteps: number;
  readonly rates: string;
  readonly seeds: string;
  readonly statuses: string;
  readonly envSteps: number | null;
  readonly updates: number | null;
  readonly seconds: number | null;
  readonly hyperparameters: string;
}

/** In the order in which they were planned. Runs that have not ended count with their last update. */
export function runGroups(db: Database, experiment: number): RunGroup[] {
  return db
    .prepare<[number], RunRow>(
      `with made as (
         select r.*,
           coalesce(r.env_steps, u.env_step) as steps_made,
           coalesce(r.updates, u.update_index) as updates_made,
           coalesce(r.wall_s, u.wall_s) as seconds
         from runs r
         left join updates u on u.run_id = r.id
           and u.update_index = (select max(update_index) from updates where run_id = r.id)
         where r.experiment_id = ?
       )
       select env, agent, optimizer, setting_of as settingOf, phase, total_timesteps as totalTimesteps,
         json_group_array(distinct learning_rate) as rates,
         json_group_array(distinct seed) as seeds,
         json_group_array(status) as statuses,
         max(steps_made) as envSteps, max(updates_made) as updates, max(seconds) as seconds,
         min(hyperparameters_json) as hyperparameters
       from made
       group by env, agent, optimizer, phase
       order by min(id)`,
    )
    .all(experiment)
    .map((row) => ({
      ...row,
      rates: JSON.parse(row.rates),
      seeds: JSON.parse(row.seeds),
      statuses: counts(JSON.parse(row.statuses)),
      hyperparameters: JSON.parse(row.hyperparameters),
    }));
}

function counts(words: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const word of words) counted[word] = (counted[word] ?? 0) + 1;
  return counted;
}

/** Runs that did not end well, with what was said about them. */
export interface Fault {
  readonly run: string;
  readonly status: string;
  readonly error: string;
}

export function faults(db: Database, experiment: number): Fault[] {
  return db
    .prepare<[number], Fault>(
      `select
         optimizer || ', seed ' || seed || coalesce(', learning rate ' || learning_rate, '') as run,
         status, coalesce(error, '') as error
       from runs where experiment_id = ? and status in ('diverged', 'failed') order by id`,
    )
    .all(experiment);
}
