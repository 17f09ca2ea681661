import type { TaskRow } from '../drawing/tasks.ts';
import { chosenRuns } from './chosen-runs.ts';

/** A point of a curve over training itself: some updates, and the episodes that they learned from. */
export interface TrainingRow extends TaskRow {
  readonly learning_rate: number | null;
  /** How far it is, mean over seeds. */
  readonly updates: number;
  readonly env_step: number;
  readonly episodes: number;
  readonly wall_s: number;
  /** Runs that are in it, and how many there are at all. */
  readonly seeds: number;
  readonly runs: number;
  /** JSON arrays with a value a seed. */
  readonly returns: string;
  readonly losses: string;
  readonly value_losses: string;
  readonly entropies: string;
  readonly divergences: string;
  readonly clip_fractions: string;
  readonly explained_variances: string;
  /** Episodes whose return is no finite number. */
  readonly not_finite: number;
}

/**
 * Training over updates, one row a point of a curve, at most about 100 a curve. An episode counts for the update at whose
 * end it is known, which is the first one of no fewer environment steps; so seeds meet at the same update, whether an
 * update is so many steps or so many episodes. Where none of a run's episodes ended, its last ones stand, and there is no
 * return before all seeds have one: short episodes end first, and are not like the others. What a diverged run did not
 * live to return counts as the experiment's worst hundred episodes, as in `run_scores`; it has no loss any more. A return
 * that is NaN or infinite makes its point count as the lowest of the task's points.
 */
export function trainingQuery(experiment: number): string {
  return `with
  ${chosenRuns(experiment)},
  events as (
    select
      run_id, env_step, 1 as is_update, wall_s, null as return,
      policy_loss, value_loss, entropy, approx_kl, clip_fraction, explained_variance
    from updates where run_id in (select run_id from chosen)
    union all
    select run_id, env_step, 0, null, return, null, null, null, null, null, null
    from episodes where run_id in (select run_id from chosen)
  ),
  counted as ( -- updates that had begun, and episodes that had ended
    select
      *,
      sum(is_update) over so_far + 1 - is_update as update_index,
      sum(1 - is_update) over so_far as episodes
    from events
    window so_far as (partition by run_id order by env_step, is_update rows unbounded preceding)
  ),
  spans as (
    select env, agent, max((select max(update_index) from updates u where u.run_id = chosen.run_id)) as updates
    from chosen group by env, agent
  ),
  measured as materialized ( -- a row a run and point
    select
      c.run_id, c.env, c.agent, c.optimizer, (n.update_index - 1) * 100 / s.updates as point,
      avg(n.update_index) filter (where n.is_update) as updates,
      avg(n.env_step) filter (where n.is_update) as env_step,
      avg(n.episodes) filter (where n.is_update) as episodes,
      avg(n.wall_s) as wall_s,
      avg(n.return) as return,
      sum(n.is_update = 0 and coalesce(abs(n.return) = 9e999, 1)) as not_finite,
      avg(n.policy_loss) as policy_loss,
      avg(n.value_loss) as value_loss,
      avg(n.entropy) as entropy,
      avg(n.approx_kl) as approx_kl,
      avg(n.clip_fraction) as clip_fraction,
      avg(n.explained_variance) as explained_variance
    from chosen c
    join spans s on s.env = c.env and s.agent = c.agent
    join counted n on n.run_id = c.run_id
    group by c.run_id, point
    having count(*) filter (where n.is_update) > 0
  ),
  finite as (
    select
      run_id, point, not_finite,
      policy_loss, value_loss, entropy, approx_kl, clip_fraction, explained_variance,
      iif(not_finite = 0, return, min(iif(not_finite = 0, return, null)) over (partition by env, agent)) as return
    from measured
  ),
  carried as ( -- where no episode ended, what the last ones returned
    select *, max(return) over (partition by run_id, known) as last_return
    from (select *, count(return) over (partition by run_id order by point) as known from finite)
  ),
  points as (
    select
      env, agent, optimizer, point,
      avg(updates) as updates, avg(env_step) as env_step, avg(episodes) as episodes, avg(wall_s) as wall_s
    from measured
    group by env, agent, optimizer, point
  )
select
  p.env, p.agent, p.optimizer, c.learning_rate, p.updates, p.env_step, p.episodes, p.wall_s,
  count(*) as seeds, c.runs,
  iif(
    count(*) = count(iif(m.run_id is null, c.last_100_return, m.last_return)),
    json_group_array(iif(m.run_id is null, c.last_100_return, m.last_return)),
    '[]'
  ) as returns,
  json_group_array(m.policy_loss) as losses,
  json_group_array(m.value_loss) as value_losses,
  json_group_array(m.entropy) as entropies,
  json_group_array(m.approx_kl) as divergences,
  json_group_array(m.clip_fraction) as clip_fractions,
  json_group_array(m.explained_variance) as explained_variances,
  coalesce(sum(m.not_finite), 0) as not_finite
from points p
join chosen c on c.env = p.env and c.agent = p.agent and c.optimizer = p.optimizer
left join carried m on m.run_id = c.run_id and m.point = p.point
where m.run_id is not null or c.status = 'diverged'
group by p.env, p.agent, p.optimizer, p.point
order by p.env, p.agent, p.optimizer, p.point`;
}
