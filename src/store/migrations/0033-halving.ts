/**
 * Runs that successive halving leaves off at a share of their budget, and drops or takes up again. Statuses are listed in a
 * constraint, which is changed in the text of the table alone: no row is rewritten, whatever the size of the file. It costs
 * eight bytes a run that is left off, and nothing of others.
 *
 * The rates of `tuned_leaderboard` are all that have tuned, those that were dropped on the way among them.
 */
export const halving = `
pragma writable_schema = on;
update sqlite_schema
  set sql = replace(sql, '''interrupted'')', '''interrupted'', ''paused'', ''dropped'')')
  where type = 'table' and name = 'runs';
pragma writable_schema = reset;

alter table runs add column budget_share real;  -- what successive halving has given its setting so far; null: all

drop view tuned_leaderboard;

create view tuned_leaderboard as
with
  board as (select * from leaderboard),
  tried as (
    select experiment_id, env, agent, optimizer, count(*) as rates
    from (
      select distinct experiment_id, env, agent, optimizer, learning_rate from runs
      where phase = 'tuning' and status in ('finished', 'diverged', 'dropped')
    )
    group by 1, 2, 3, 4
  ),
  tuning as (
    select b.experiment_id, b.env, b.agent, b.optimizer, b.learning_rate, b.seeds, b.final_mean, tried.rates
    from board b
    join tried on tried.experiment_id = b.experiment_id and tried.env = b.env and tried.agent = b.agent
      and tried.optimizer = b.optimizer
    where b.phase = 'tuning'
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
`;
