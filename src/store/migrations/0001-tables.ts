/**
 * The tables. The comments inside the statements are kept by SQLite: whoever opens the file and asks for its schema
 * reads them too.
 *
 * SQLite stores NaN as NULL, so every number that a diverged run can turn into NaN is nullable; ±Infinity is stored as
 * it is. The series are `without rowid`: a run's rows lie together and in order, and the primary key is the only copy.
 */
export const tables = `
create table experiments ( -- one call of the command
  id integer primary key,
  title text not null,
  created_at text not null,   -- ISO 8601, UTC, as all times
  command text not null,      -- as it was typed
  config_json text not null check (json_valid(config_json)),  -- the whole configuration, defaults filled in
  version text not null,      -- of rl-bench, with its git revision where there is one
  host_json text not null check (json_valid(host_json))
) strict;

create table runs ( -- one member: one optimizer with one seed and one setting of hyper-parameters
  id integer primary key,
  experiment_id integer not null references experiments (id) on delete cascade,
  population integer not null,  -- which population of the experiment
  member integer not null,      -- its place in that population
  env text not null,
  agent text not null,
  optimizer text not null,      -- the label as written: MILO(momentum=0.8)
  seed integer not null,
  hyperparameters_json text not null check (json_valid(hyperparameters_json)),  -- all of them, defaults filled in
  learning_rate real,
  total_timesteps integer not null,  -- how many environment steps were asked for
  reward_threshold real,             -- mean return from which the task counts as solved; null where nobody defined one
  backend text not null,
  status text not null default 'queued'
    check (status in ('queued', 'running', 'finished', 'diverged', 'failed', 'interrupted')),
  error text,                   -- why it diverged or failed
  started_at text,
  finished_at text,             -- null until it has ended, as the three that follow
  env_steps integer,
  updates integer,
  wall_s real,
  unique (experiment_id, population, member)
) strict;

create table episodes ( -- finished training episodes
  run_id integer not null references runs (id) on delete cascade,
  episode integer not null,     -- 0, 1, … in the order in which they ended
  env_step integer not null,
  return real,                  -- sum of rewards, undiscounted, not normalised
  length integer not null,
  success integer check (success in (0, 1)),  -- null where the environment knows no success
  wall_s real not null,         -- seconds since the population started, as in all series
  primary key (run_id, episode)
) strict, without rowid;

create table updates ( -- losses are means over the update's minibatches
  run_id integer not null references runs (id) on delete cascade,
  update_index integer not null,  -- 1, 2, …
  env_step integer not null,
  policy_loss real,
  value_loss real,              -- null without a critic
  entropy real,
  approx_kl real,
  clip_fraction real,
  explained_variance real,
  learning_rate real,
  wall_s real not null,
  primary key (run_id, update_index)
) strict, without rowid;

create table gradient_stats (
  run_id integer not null references runs (id) on delete cascade,
  update_index integer not null,
  layer_index integer not null, -- 0 the whole vector; 1, 2, … from input to output, actor first
  layer text not null,          -- '' the whole vector, else the parameter: actor.0.kernel
  grad_norm real,
  grad_mean real,
  grad_std real,
  grad_max_abs real,
  update_norm real,
  param_norm real,
  cosine_previous real,         -- null at the first update
  primary key (run_id, update_index, layer_index)
) strict, without rowid;

create table evaluations ( -- the policy without exploration noise, on episodes of its own
  run_id integer not null references runs (id) on delete cascade,
  update_index integer not null,  -- updates made before; 0 is the untrained policy
  env_step integer not null,
  episodes integer not null,
  mean_return real,
  std_return real,              -- population standard deviation over the episodes
  success_rate real,            -- null where the environment knows no success
  wall_s real not null,
  primary key (run_id, update_index)
) strict, without rowid;

create table checkpoints ( -- with a rowid: a state is large, and such rows do not belong into an index
  run_id integer not null references runs (id) on delete cascade,
  update_index integer not null,
  state blob not null,
  primary key (run_id, update_index)
) strict;
`;
