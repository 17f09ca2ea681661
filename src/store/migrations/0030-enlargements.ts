/** When experiments were given more runs than they were begun with. It costs nothing: it is read from the configuration. */
export const enlargements = `
create view enlargements as -- what was added to an experiment that was begun before
select
  x.id as experiment_id,
  e.key as place,              -- 0, 1, …, the oldest first
  e.value ->> '$.at' as enlarged_at,
  e.value ->> '$.command' as command,
  e.value ->> '$.version' as version,
  e.value ->> '$.runs' as runs,
  e.value ->> '$.seeds' as seeds,                   -- JSON arrays of what no run had before
  e.value ->> '$.environments' as environments,
  e.value ->> '$.agents' as agents,
  e.value ->> '$.optimizers' as optimizers,
  e.value ->> '$.learningRates' as learning_rates
from experiments x join json_each(x.config_json, '$.enlargements') e;
`;
