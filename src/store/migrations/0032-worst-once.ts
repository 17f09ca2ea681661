/**
 * `run_scores` as before, with the worst score of each task found in one pass over the runs of all tasks that need it: its time
 * grows with the runs, where it grew with runs × tasks. It stores nothing.
 */
export const worstOnce = `
drop view run_scores;
create view run_scores as
with
  measured as ( -- a score that is not finite is 9e999 here, one that was not measured null
    select
      r.id as run_id, r.experiment_id, r.env, r.agent, r.optimizer, r.learning_rate, r.seed, r.status, r.phase,
      iif(abs(last.mean_return) < 9e999, last.mean_return, iif(last.run_id is null, null, 9e999)) as final_return,
      last.success_rate,
      (
        select iif(count(*) = count(iif(abs(return) < 9e999, 1, null)), avg(return), 9e999)
        from (select return from episodes where run_id = r.id order by episode desc limit 100)
      ) as last_100_return,
      reached.env_step as steps_to_threshold,
      reached.wall_s as seconds_to_threshold
    from runs r
    left join evaluations last on last.run_id = r.id and last.update_index = (
      select max(update_index) from evaluations where run_id = r.id
    )
    left join evaluations reached on reached.run_id = r.id and reached.update_index = (
      select min(update_index) from evaluations
      where run_id = r.id and mean_return >= r.reward_threshold and mean_return < 9e999
    )
  ),
  judged as (
    select
      *,
      status = 'finished' and coalesce(final_return = 9e999, 0) as final_not_finite,
      status = 'finished' and coalesce(last_100_return = 9e999, 0) as last_100_not_finite
    from measured
  ),
  crossed as materialized ( -- tasks on which a run counts as the worst
    select experiment_id, env, agent from judged
    where status = 'diverged' or final_not_finite or last_100_not_finite
    group by experiment_id, env, agent
  ),
  evaluated as (
    select
      r.experiment_id, r.env, r.agent,
      min(e.mean_return) filter (where abs(e.mean_return) < 9e999) as final_return,
      iif(count(e.success_rate) > 0, 0.0, null) as success_rate
    from runs r
    cross join crossed c on c.experiment_id = r.experiment_id and c.env = r.env and c.agent = r.agent
    cross join evaluations e on e.run_id = r.id
    group by r.experiment_id, r.env, r.agent
  ),
  hundreds as (
    select
      r.experiment_id, r.env, r.agent,
      iif(count(*) = count(iif(abs(e.return) < 9e999, 1, null)), avg(e.return), null) as hundred
    from runs r
    cross join crossed c on c.experiment_id = r.experiment_id and c.env = r.env and c.agent = r.agent
    cross join episodes e on e.run_id = r.id
    group by e.run_id, e.episode / 100 having count(*) = 100
    union all
    select m.experiment_id, m.env, m.agent, m.last_100_return
    from measured m
    cross join crossed c on c.experiment_id = m.experiment_id and c.env = m.env and c.agent = m.agent
  ),
  of_hundreds as (
    select experiment_id, env, agent, min(hundred) filter (where abs(hundred) < 9e999) as last_100_return
    from hundreds
    group by experiment_id, env, agent
  ),
  worst as (
    select c.experiment_id, c.env, c.agent, e.final_return, e.success_rate, h.last_100_return
    from crossed c
    left join evaluated e on e.experiment_id = c.experiment_id and e.env = c.env and e.agent = c.agent
    left join of_hundreds h on h.experiment_id = c.experiment_id and h.env = c.env and h.agent = c.agent
  )
select
  m.run_id, m.experiment_id, m.env, m.agent, m.optimizer, m.learning_rate, m.seed, m.status,
  iif(m.status = 'diverged' or m.final_not_finite, w.final_return, nullif(m.final_return, 9e999)) as final_return,
  iif(m.status = 'diverged' or m.final_not_finite, w.success_rate, m.success_rate) as success_rate,
  iif(
    m.status = 'diverged' or m.last_100_not_finite, w.last_100_return, nullif(m.last_100_return, 9e999)
  ) as last_100_return,
  m.steps_to_threshold,
  m.seconds_to_threshold,
  m.phase,
  m.final_not_finite,     -- 1 where a finished run counts as the worst because its score is no finite number
  m.last_100_not_finite   -- the same of its last hundred training episodes
from judged m
left join worst w on w.experiment_id = m.experiment_id and w.env = m.env and w.agent = m.agent;
`;
