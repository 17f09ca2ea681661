/** What network a run has trained, and how wide its hidden layers are. */
export const networksOfRuns = `
drop view run_plans;

create view run_plans as
select
  p.run_id,
  p.experiment_id,
  p.plan ->> '$.totalEpisodes' as total_episodes,
  p.plan -> '$.network' as network,  -- a JSON object: its name and settings
  ( -- of all hidden layers; null where they differ, or the network has no such list
    select min(value) from json_each(p.plan, '$.network.settings.sizes') having min(value) = max(value)
  ) as width,
  p.plan ->> '$.network.settings.mup_base' as mup_base
from (
  select
    r.id as run_id,
    r.experiment_id,
    x.config_json -> ('$.populations[' || r.population || '].population') as plan
  from runs r join experiments x on x.id = r.experiment_id
) p;
`;
