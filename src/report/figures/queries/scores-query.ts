import type { TaskRow } from '../drawing/tasks.ts';
import { chosenRuns } from './chosen-runs.ts';

/** The final scores of one optimizer. */
export interface ScoreRow extends TaskRow {
  readonly learning_rate: number | null;
  readonly seeds: number;
  readonly diverged: number;
  /** Finished with a score that is no finite number; they count as the worst, as diverged ones do. */
  readonly not_finite: number;
  /** The mean return from which the task counts as solved; null where nobody defined one. */
  readonly solved_at: number | null;
  /** JSON array of a final return a seed. */
  readonly returns: string;
}

/** With what was asked for beside: JSON array of a success rate a seed, null where the environment knows no success. */
export interface FinalRow extends ScoreRow {
  readonly success_rates: string;
}

/** One row an environment, agent and optimizer, over the runs that came to an end. */
export function scoresQuery(experiment: number): string {
  return `with
  ${chosenRuns(experiment)}
select
  env, agent, optimizer, learning_rate,
  count(*) as seeds,
  count(*) filter (where status = 'diverged') as diverged,
  sum(final_not_finite) as not_finite,
  (select max(reward_threshold) from runs r where r.experiment_id = ${experiment} and r.env = chosen.env) as solved_at,
  json_group_array(final_return) as returns,
  json_group_array(success_rate) as success_rates
from chosen
where status in ('finished', 'diverged')
group by env, agent, optimizer, learning_rate
order by env, agent, avg(final_return) desc`;
}
