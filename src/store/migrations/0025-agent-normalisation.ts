/** What each agent's own scores are like, and what statistics of all agents together would make of them. */
export const agentNormalisation = `
alter table advantages add column score_mean real;   -- null: begun by an earlier version
alter table advantages add column score_std real;

create view agent_normalisation as
with spread as (
  select
    *,
    score_std * score_std + (score_mean - team_mean) * (score_mean - team_mean) as around_team
  from (
    select
      run_id,
      update_index,
      agent,
      score_mean,
      score_std,
      mean,
      std,
      avg(score_mean) over (partition by run_id, update_index) as team_mean
    from advantages
  )
)
select
  run_id,
  update_index,
  agent,
  score_mean,
  score_std,
  team_mean,
  sqrt(avg(around_team) over (partition by run_id, update_index)) as team_std,
  -- null: all scores of the team are the same, or they were not recorded
  around_team / nullif(avg(around_team) over (partition by run_id, update_index), 0) as global_second_moment,
  mean * mean + std * std as second_moment
from spread;
`;
