/**
 * Studies in which tuning chooses among all settings of an optimizer, and not among its learning rates alone. Their tuning runs
 * say whose settings they are, their scoring runs which one was chosen. It costs a label a run of such a study, and nothing of others.
 *
 * `tuned_leaderboard` says which setting was chosen; its `rates` counts all settings that it was chosen from.
 */
export const chosenSettings = `
alter table runs add column setting_of text;      -- the optimizer that it is a setting of, where tuning chooses among its settings; else null
alter table runs add column chosen_setting text;  -- the label that the chosen setting was tuned under; null where its own label says all

drop view tuned_leaderboard;

create view tuned_leaderboard as
with
  board as (select * from leaderboard),
  tried as ( -- under which optimizer each setting is scored
    select distinct experiment_id, env, agent, optimizer, learning_rate, coalesce(setting_of, optimizer) as scored_as
    from runs
    where phase = 'tuning' and status in ('finished', 'diverged', 'dropped')
  ),
  counted as (
    select experiment_id, env, agent, scored_as, count(*) as rates from tried group by 1, 2, 3, 4
  ),
  tuning as (
    select
      b.experiment_id, b.env, b.agent, b.optimizer as setting, b.learning_rate, b.seeds, b.final_mean,
      tried.scored_as, counted.rates
    from board b
    join tried on tried.experiment_id = b.experiment_id and tried.env = b.env and tried.agent = b.agent
      and tried.optimizer = b.optimizer and tried.learning_rate is b.learning_rate
    join counted on counted.experiment_id = b.experiment_id and counted.env = b.env and counted.agent = b.agent
      and counted.scored_as = tried.scored_as
    where b.phase = 'tuning'
  ),
  chosen as (
    select distinct experiment_id, env, agent, optimizer, learning_rate, coalesce(chosen_setting, optimizer) as setting
    from runs
    where phase = 'scoring'
  )
select
  experiment_id, env, agent, optimizer, learning_rate,
  rates, tuning_seeds, tuning_mean,
  seeds, finished, diverged, final_mean, final_iqm, success_rate, last_100_mean,
  reached, steps_to_threshold, seconds_to_threshold, final_not_finite, last_100_not_finite, setting
from (
  select
    s.*, t.rates, t.seeds as tuning_seeds, t.final_mean as tuning_mean, t.setting,
    row_number() over (
      partition by s.experiment_id, s.env, s.agent, s.optimizer
      order by t.final_mean desc nulls last, s.learning_rate
    ) as place
  from tuning t
  join chosen c
    on c.experiment_id = t.experiment_id and c.env = t.env and c.agent = t.agent and c.optimizer = t.scored_as
    and c.setting = t.setting and c.learning_rate is t.learning_rate
  join board s
    on s.experiment_id = t.experiment_id and s.env = t.env and s.agent = t.agent and s.optimizer = t.scored_as
    and s.learning_rate is t.learning_rate and s.phase = 'scoring'
)
where place = 1;
`;
