/** What settings can be judged by: columns of the view `run_scores` of which more is better. */
export const triedMetrics = ['final_return', 'last_100_return', 'success_rate'] as const;
export type TriedMetric = (typeof triedMetrics)[number];

/** One setting of an optimizer on a task, and what its seeds came to. */
export interface TriedRow {
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
  /** The optimizer that it is a setting of, where the experiment says so. */
  readonly setting_of: string | null;
  readonly learning_rate: number | null;
  /** JSON array. */
  readonly seeds: string;
  /** JSON array, a score a seed in the order of the seeds; a diverged run counts with the worst of its task. */
  readonly scores: string;
  readonly diverged: number;
}

/**
 * Every setting that was tried: of an optimizer with tuning runs these, else the runs that score it. One row an environment,
 * agent, label and learning rate, over the runs that came to an end. Optimizers of which successive halving has dropped settings are
 * left out, for it is not known what those come to.
 */
export function triedQuery(experiment: number, metric: TriedMetric = 'final_return'): string {
  return `select
  env, agent, optimizer, setting_of, learning_rate,
  json_group_array(seed) as seeds,
  json_group_array(${metric}) as scores,
  count(*) filter (where status = 'diverged') as diverged
from (
  select
    s.*, r.setting_of, min(s.run_id) over (partition by s.env, s.agent, s.optimizer) as place,
    max(s.phase) over own as tried, -- the runs that tuned, where there are any
    max(s.status = 'dropped') over own as halved
  from run_scores s join runs r on r.id = s.run_id
  where s.experiment_id = ${experiment}
  window own as (partition by s.env, s.agent, coalesce(r.setting_of, s.optimizer))
)
where phase = tried and not halved and status in ('finished', 'diverged') and ${metric} is not null
group by env, agent, optimizer, learning_rate
order by env, agent, place, learning_rate`;
}
