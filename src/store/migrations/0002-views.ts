/**
 * The views: what reports and users read. Seeds are the unit of every statistic.
 *
 * `run_scores`, one row a run:
 * - `final_return`, `success_rate`: of the run's last evaluation.
 * - `last_100_return`: mean over its last 100 training episodes (over all where there are fewer).
 * - `steps_to_threshold`, `seconds_to_threshold`: when an evaluation first reached the reward threshold, null if none did.
 * - A diverged run counts as the worst score among the runs of the same experiment, environment and agent, whatever it
 *   had reached before: `final_return` is the lowest mean of any evaluation, `last_100_return` the lowest mean of any
 *   hundred episodes (0–99, 100–199, … and every run's last), `success_rate` 0. That it did reach the threshold, if it
 *   did, stays true.
 *
 * `leaderboard`, one row an experiment × environment × agent × optimizer × learning rate, over the runs that came to an
 * end (`seeds` = `finished` + `diverged`). The two times to the threshold are medians over the `reached` seeds that got
 * there: a mean would be carried away by one slow seed, and counting the others in would need a number for "never". So
 * compare them only between rows that reached it on equally many seeds.
 *
 * `learning_curves`, one row a point of such a curve, over the evaluations of all runs, ended or not; `seeds` says how
 * many there were. `env_step` is the mean over seeds, which differ only where updates have no fixed length.
 *
 * `gradient_imbalance`: gradient norm of a network's first kernel over that of its last, per run and update.
 *
 * The interquartile mean is the 25 % trimmed mean: ⌊n/4⌋ of n sorted scores are dropped from each end (Agarwal et al.
 * 2021). Medians and trimmed means are spelled with window functions, for every SQLite to understand.
 */
export const views = `
create view run_scores as
with
  measured as (
    select
      r.id as run_id, r.experiment_id, r.env, r.agent, r.optimizer, r.learning_rate, r.seed, r.status,
      last.mean_return as final_return,
      last.success_rate,
      (
        select avg(return) from (select return from episodes where run_id = r.id order by episode desc limit 100)
      ) as last_100_return,
      reached.env_step as steps_to_threshold,
      reached.wall_s as seconds_to_threshold
    from runs r
    left join evaluations last on last.run_id = r.id and last.update_index = (
      select max(update_index) from evaluations where run_id = r.id
    )
    left join evaluations reached on reached.run_id = r.id and reached.update_index = (
      select min(update_index) from evaluations where run_id = r.id and mean_return >= r.reward_threshold
    )
  ),
  worst as (
    select
      d.experiment_id, d.env, d.agent,
      (
        select min(e.mean_return) from runs r join evaluations e on e.run_id = r.id
        where r.experiment_id = d.experiment_id and r.env = d.env and r.agent = d.agent
      ) as final_return,
      (
        select iif(count(e.success_rate) > 0, 0.0, null) from runs r join evaluations e on e.run_id = r.id
        where r.experiment_id = d.experiment_id and r.env = d.env and r.agent = d.agent
      ) as success_rate,
      (
        select min(hundred) from (
          select avg(e.return) as hundred from runs r join episodes e on e.run_id = r.id
          where r.experiment_id = d.experiment_id and r.env = d.env and r.agent = d.agent
          group by e.run_id, e.episode / 100 having count(*) = 100
          union all
          select m.last_100_return from measured m
          where m.experiment_id = d.experiment_id and m.env = d.env and m.agent = d.agent
        )
      ) as last_100_return
    from runs d where d.status = 'diverged' group by d.experiment_id, d.env, d.agent
  )
select
  m.run_id, m.experiment_id, m.env, m.agent, m.optimizer, m.learning_rate, m.seed, m.status,
  iif(m.status = 'diverged', w.final_return, m.final_return) as final_return,
  iif(m.status = 'diverged', w.success_rate, m.success_rate) as success_rate,
  iif(m.status = 'diverged', w.last_100_return, m.last_100_return) as last_100_return,
  m.steps_to_threshold,
  m.seconds_to_threshold
from measured m
left join worst w on w.experiment_id = m.experiment_id and w.env = m.env and w.agent = m.agent;

create view leaderboard as
with ranked as (
  select
    *,
    count(final_return) over alike as scores,
    row_number() over (alike order by final_return nulls last) as score_rank,
    count(steps_to_threshold) over alike as reached,
    row_number() over (alike order by steps_to_threshold nulls last) as steps_rank,
    row_number() over (alike order by seconds_to_threshold nulls last) as seconds_rank
  from run_scores
  where status in ('finished', 'diverged')
  window alike as (partition by experiment_id, env, agent, optimizer, learning_rate)
)
select
  experiment_id, env, agent, optimizer, learning_rate,
  count(*) as seeds,
  count(*) filter (where status = 'finished') as finished,
  count(*) filter (where status = 'diverged') as diverged,
  avg(final_return) as final_mean,
  avg(final_return) filter (
    where score_rank > scores / 4 and score_rank <= scores - scores / 4
  ) as final_iqm,
  avg(success_rate) as success_rate,
  avg(last_100_return) as last_100_mean,
  max(reached) as reached,
  avg(steps_to_threshold) filter (
    where steps_rank between (reached + 1) / 2 and (reached + 2) / 2
  ) as steps_to_threshold,
  avg(seconds_to_threshold) filter (
    where seconds_rank between (reached + 1) / 2 and (reached + 2) / 2
  ) as seconds_to_threshold
from ranked
group by experiment_id, env, agent, optimizer, learning_rate;

create view learning_curves as
with ranked as (
  select
    r.experiment_id, r.env, r.agent, r.optimizer, r.learning_rate,
    e.update_index, e.env_step, e.mean_return, e.success_rate,
    count(e.mean_return) over alike as scores,
    row_number() over (alike order by e.mean_return nulls last) as score_rank
  from runs r join evaluations e on e.run_id = r.id
  window alike as (
    partition by r.experiment_id, r.env, r.agent, r.optimizer, r.learning_rate, e.update_index
  )
)
select
  experiment_id, env, agent, optimizer, learning_rate, update_index,
  cast(round(avg(env_step)) as integer) as env_step,
  count(*) as seeds,
  avg(mean_return) as mean_return,
  min(mean_return) as min_return,
  max(mean_return) as max_return,
  avg(mean_return) filter (
    where score_rank > scores / 4 and score_rank <= scores - scores / 4
  ) as iqm_return,
  avg(success_rate) as success_rate
from ranked
group by experiment_id, env, agent, optimizer, learning_rate, update_index;

create view gradient_imbalance as
with ends as ( -- the layers are the same at every update: look at a run's first one only
  select
    g.run_id,
    substr(g.layer, 1, instr(g.layer, '.') - 1) as network,
    min(g.layer_index) as first_index,
    max(g.layer_index) as last_index
  from runs r
  join gradient_stats g on g.run_id = r.id and g.update_index = (
    select min(update_index) from gradient_stats where run_id = r.id
  )
  where g.layer glob '*.kernel'
  group by g.run_id, network
)
select
  ends.run_id,
  first.update_index,
  ends.network,
  first.layer as first_layer,
  last.layer as last_layer,
  first.grad_norm as first_grad_norm,
  last.grad_norm as last_grad_norm,
  first.grad_norm / last.grad_norm as imbalance
from ends
join gradient_stats first on first.run_id = ends.run_id and first.layer_index = ends.first_index
join gradient_stats last
  on last.run_id = first.run_id and last.update_index = first.update_index and last.layer_index = ends.last_index;
`;
