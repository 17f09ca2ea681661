/**
 * What is asked in SQL of the configuration and the host of an experiment. The paths into them stand here and nowhere else;
 * where an experiment has nothing of the kind, columns are null and the last two views have no rows.
 */
export const planViews = `
create view experiment_plans as
select
  id as experiment_id,
  config_json ->> '$.tuning' is not null as tuned,           -- 1 where tuning runs choose learning rates, else 0
  config_json ->> '$.tuning.criterion' as tuning_criterion,  -- the column of run_scores that they choose by
  config_json ->> '$.ablation.design' as ablation_design,
  config_json ->> '$.published.source' as published_source,
  config_json ->> '$.published.runs' as published_runs,      -- how many runs the published values are means of
  host_json ->> '$.hostname' as hostname
from experiments;

create view run_plans as
select
  r.id as run_id,
  r.experiment_id,
  x.config_json ->> ('$.populations[' || r.population || '].population.totalEpisodes') as total_episodes
from runs r join experiments x on x.id = r.experiment_id;

create view published_values as -- what others have published of an optimizer
select
  x.id as experiment_id,
  p.id as place,              -- ascending in the order of the study
  p.key as optimizer,
  p.value ->> '$.episode_return' as episode_return,
  p.value ->> '$.success_rate' as success_rate,
  p.value ->> '$.seconds' as seconds
from experiments x join json_each(x.config_json, '$.published.values') p;

create view ablation_settings as -- what an ablation varies: the label and the learning rate of a run, and what it stands for
select
  x.id as experiment_id,
  a.key as place,             -- 0, 1, … in the order of the plan
  a.value ->> '$.env' as env,
  a.value ->> '$.agent' as agent,
  a.value ->> '$.optimizer' as optimizer,
  a.value ->> '$.learning_rate' as learning_rate,
  a.value ->> '$.values' as settings,   -- a JSON object: the value of every setting that is varied
  a.value ->> '$.differs' as differs    -- a JSON array: the settings in which it is not as the optimizer is
from experiments x join json_each(x.config_json, '$.ablation.settings') a;
`;
