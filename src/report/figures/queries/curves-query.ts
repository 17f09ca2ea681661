import type { TaskRow } from '../drawing/tasks.ts';
import { chosenRuns } from './chosen-runs.ts';

/** A point of a learning curve. */
export interface CurveRow extends TaskRow {
  readonly learning_rate: number | null;
  readonly env_step: number;
  readonly wall_s: number;
  /** Runs that are in it, and how many there are at all. */
  readonly seeds: number;
  readonly runs: number;
  /** Evaluations whose mean is no finite number; they count with the experiment's worst. */
  readonly not_finite: number;
  /** The mean return from which the task counts as solved; null where nobody defined one. */
  readonly solved_at: number | null;
  /** JSON arrays with a value a seed. */
  readonly returns: string;
  readonly success_rates: string;
}

/**
 * Evaluations over training, one row a point of a curve, at most about 100 a curve. Seeds meet at their first, second, …
 * evaluation, which come at the same progress whatever an update's length. What a diverged run did not live to see
 * counts as the experiment's worst, as in `run_scores`, and so does an evaluation whose mean is no finite number.
 */
export function curvesQuery(experiment: number): string {
  return `with
  ${chosenRuns(experiment)},
  measured as materialized (
    select
      c.run_id, row_number() over (partition by c.run_id order by update_index) - 1 as evaluation,
      env_step, wall_s,
      iif(abs(e.mean_return) < 9e999, e.mean_return, w.mean_return) as mean_return,
      iif(abs(e.mean_return) < 9e999, e.success_rate, w.success_rate) as success_rate,
      coalesce(abs(e.mean_return) = 9e999, 1) as not_finite
    from chosen c
    join evaluations e on e.run_id = c.run_id
    join worst_evaluations w on w.experiment_id = ${experiment} and w.env = c.env and w.agent = c.agent
  ),
  points as materialized ( -- at most some 100 a curve
    select env, agent, optimizer, evaluation, avg(env_step) as env_step, avg(wall_s) as wall_s
    from (
      select *, max(evaluation) over (partition by env, agent, optimizer) as last
      from chosen join measured using (run_id)
    )
    where evaluation % ((last + 100) / 100) = 0 or evaluation = last
    group by env, agent, optimizer, evaluation
  )
select
  p.env, p.agent, p.optimizer, c.learning_rate, p.env_step, p.wall_s,
  count(*) as seeds, c.runs, coalesce(sum(m.not_finite), 0) as not_finite,
  max(r.reward_threshold) as solved_at,
  json_group_array(iif(c.status = 'diverged' and m.mean_return is null, c.final_return, m.mean_return)) as returns,
  json_group_array(iif(c.status = 'diverged' and m.success_rate is null, c.success_rate, m.success_rate)) as success_rates
from points p
join chosen c on c.env = p.env and c.agent = p.agent and c.optimizer = p.optimizer
join runs r on r.id = c.run_id
left join measured m on m.run_id = c.run_id and m.evaluation = p.evaluation
where m.run_id is not null or c.status = 'diverged'
group by p.env, p.agent, p.optimizer, p.evaluation
order by p.env, p.agent, p.optimizer, p.evaluation`;
}
