/**
 * The views of scores once more: a score that is NaN (NULL in the file) or infinite is no score. A finished run whose
 * last evaluation has none counts like a diverged one, with the worst score of its experiment, environment and agent,
 * and `final_not_finite` says so; `last_100_not_finite` does for the last hundred training episodes, one of which is
 * enough. A run that has not ended has no score meanwhile. A threshold is reached by finite returns alone, and an
 * evaluation without one counts in `learning_curves` as the worst evaluation.
 *
 * Runs without such values have the scores that they had. What the other columns mean is said in `0002-views.ts` and
 * `0006-views-by-phase.ts`. `abs(x) < 9e999` is true of finite numbers: 9e999 is infinity.
 */
export const finiteScores = `
drop view tuned_leaderboard;
drop view learning_curves;
drop view leaderboard;
drop view run_scores;

create view worst_evaluations as -- what counts where there is no finite score
select
  r.experiment_id, r.env, r.agent,
  min(e.mean_return) filter (where abs(e.mean_return) < 9e999) as mean_return,
  iif(count(e.success_rate) > 0, 0.0, null) as success_rate
from runs r join evaluations e on e.run_id = r.id
group by r.experiment_id, r.env, r.agent;

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
  worst as (
    select
      d.experiment_id, d.env, d.agent,
      (
        select w.mean_return from worst_evaluations w
        where w.experiment_id = d.experiment_id and w.env = d.env and w.agent = d.agent
      ) as final_return,
      (
        select w.success_rate from worst_evaluations w
        where w.experiment_id = d.experiment_id and w.env = d.env and w.agent = d.agent
      ) as success_rate,
      (
        select min(hundred) filter (where abs(hundred) < 9e999) from (
          select iif(count(*) = count(iif(abs(e.return) < 9e999, 1, null)), avg(e.return), null) as hundred
          from runs r join episodes e on e.run_id = r.id
          where r.experiment_id = d.experiment_id and r.env = d.env and r.agent = d.agent
          group by e.run_id, e.episode / 100 having count(*) = 100
          union all
          select m.last_100_return from measured m
          where m.experiment_id = d.experiment_id and m.env = d.env and m.agent = d.agent
        )
      ) as last_100_return
    from judged d
    where d.status = 'diverged' or d.final_not_finite or d.last_100_not_finite
    group by d.experiment_id, d.env, d.agent
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
  phase,
  sum(final_not_finite) as final_not_finite,        -- of the finished ones, how many count as the worst
  sum(last_100_not_finite) as last_100_not_finite
from ranked
group by experiment_id, env, agent, optimizer, learning_rate, phase;

create view tuned_leaderboard as
with
  board as (select * from leaderboard),
  tuning as (
    select
      experiment_id, env, agent, optimizer, learning_rate, seeds, final_mean,
      count(*) over (partition by experiment_id, env, agent, optimizer) as rates
    from board
    where phase = 'tuning'
  )
select
  experiment_id, env, agent, optimizer, learning_rate,
  rates, tuning_seeds, tuning_mean,
  seeds, finished, diverged, final_mean, final_iqm, success_rate, last_100_mean,
  reached, steps_to_threshold, seconds_to_threshold, final_not_finite, last_100_not_finite
from (
  select
    s.*, t.rates, t.seeds as tuning_seeds, t.final_mean as tuning_mean,
    row_number() over (
      partition by s.experiment_id, s.env, s.agent, s.optimizer
      order by t.final_mean desc nulls last, s.learning_rate
    ) as place
  from tuning t
  join board s
    on s.experiment_id = t.experiment_id and s.env = t.env and s.agent = t.agent and s.optimizer = t.optimizer
    and s.learning_rate is t.learning_rate and s.phase = 'scoring'
)
where place = 1;

create view learning_curves as
with
  scored as (
    select
      r.experiment_id, r.env, r.agent, r.optimizer, r.learning_rate, r.phase,
      e.update_index, e.env_step,
      iif(abs(e.mean_return) < 9e999, e.mean_return, w.mean_return) as mean_return,
      iif(abs(e.mean_return) < 9e999, e.success_rate, w.success_rate) as success_rate,
      coalesce(abs(e.mean_return) = 9e999, 1) as not_finite
    from runs r
    join evaluations e on e.run_id = r.id
    join worst_evaluations w on w.experiment_id = r.experiment_id and w.env = r.env and w.agent = r.agent
  ),
  ranked as (
    select
      *,
      count(mean_return) over alike as scores,
      row_number() over (alike order by mean_return nulls last) as score_rank
    from scored
    window alike as (
      partition by experiment_id, env, agent, optimizer, learning_rate, phase, update_index
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
  phase,
  sum(not_finite) as not_finite  -- seeds that count as the worst evaluation
from ranked
group by experiment_id, env, agent, optimizer, learning_rate, phase, update_index;
`;
