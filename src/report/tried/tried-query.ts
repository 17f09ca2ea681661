/** What settings can be judged by: columns of the view `run_scores` of which more is better. */
export const triedMetrics = ['final_return', 'last_100_return', 'success_rate'] as const;
export type TriedMetric = (typeof triedMetrics)[number];

/** One setting of an optimizer on a task, and what its seeds came to. */
export interface TriedRow {
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
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
  env, agent, optimizer, learning_rate,
  json_group_array(seed) as seeds,
  json_group_array(${metric}) as scores,
  count(*) filter (where status = 'diverged') as diverged
from (
  select
    s.*, min(run_id) over (partition by env, agent, optimizer) as place,
    max(phase) over (partition by env, agent, optimizer) as tried, -- the runs that tuned, where there are any
    max(status = 'dropped') over (partition by env, agent, optimizer) as halved
  from run_scores s
  where experiment_id = ${experiment}
)
where phase = tried and not halved and status in ('finished', 'diverged') and ${metric} is not null
group by env, agent, optimizer, learning_rate
order by env, agent, place, learning_rate`;
}
