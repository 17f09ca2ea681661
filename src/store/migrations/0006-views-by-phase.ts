/**
 * The views once more, with `phase`: runs that choose a learning rate and runs that score it are never mixed. What the
 * other columns mean is said in `0002-views.ts` and has not changed; a diverged run counts as the worst score among the
 * runs of both phases.
 *
 * `tuned_leaderboard`, one row an experiment × environment × agent × optimizer that has tuning runs: the learning rate
 * whose tuning runs have the best mean final return (the smaller of equals) with its row of the leaderboard over scoring
 * runs; `rates` says of how many rates it was chosen, `tuning_seeds` and `tuning_mean` by what. There is no row before
 * that rate has scoring runs which came to an end.
 */
export const viewsByPhase = `
drop view learning_curves;
drop view leaderboard;
drop view run_scores;

create view run_scores as
with
  measured as (
    select
      r.id as run_id, r.experiment_id, r.env, r.agent, r.optimizer, r.learning_rate, r.seed, r.status, r.phase,
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
  m.seconds_to_threshold,
  m.phase
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
  window alike as (partition by experiment_id, env, agent, optimizer, learning_rate, phase)
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
  ) as seconds_to_threshold,
  phase
from ranked
group by experiment_id, env, agent, optimizer, learning_rate, phase;

create view tuned_leaderboard as
with
  board as (select * from leaderboard),
  tuning as (
    select
      experiment_id, env, agent, optimizer, learning_rate, seeds, final_mean,
      count(*) over rates as rates,
      row_number() over (rates order by final_mean desc nulls last, learning_rate) as place
    from board
    where phase = 'tuning'
    window rates as (partition by experiment_id, env, agent, optimizer)
  )
select
  s.experiment_id, s.env, s.agent, s.optimizer, s.learning_rate,
  t.rates, t.seeds as tuning_seeds, t.final_mean as tuning_mean,
  s.seeds, s.finished, s.diverged, s.final_mean, s.final_iqm, s.success_rate, s.last_100_mean,
  s.reached, s.steps_to_threshold, s.seconds_to_threshold
from tuning t
join board s
  on s.experiment_id = t.experiment_id and s.env = t.env and s.agent = t.agent and s.optimizer = t.optimizer
  and s.learning_rate is t.learning_rate and s.phase = 'scoring'
where t.place = 1;

create view learning_curves as
with ranked as (
  select
    r.experiment_id, r.env, r.agent, r.optimizer, r.learning_rate, r.phase,
    e.update_index, e.env_step, e.mean_return, e.success_rate,
    count(e.mean_return) over alike as scores,
    row_number() over (alike order by e.mean_return nulls last) as score_rank
  from runs r join evaluations e on e.run_id = r.id
  window alike as (
    partition by r.experiment_id, r.env, r.agent, r.optimizer, r.learning_rate, r.phase, e.update_index
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
  avg(success_rate) as success_rate,
  phase
from ranked
group by experiment_id, env, agent, optimizer, learning_rate, phase, update_index;
`;
