/** How the weights of a learned optimizer were trained: experiments of their own, which have no runs. */
export const metaTraining = `
create table meta_generations (
  id integer primary key,
  experiment_id integer not null references experiments (id) on delete cascade,
  generation integer not null,  -- 1, 2, …
  mean_fitness real,            -- of the candidates that came to their end; null where none did
  best_fitness real,
  diverged integer not null,    -- candidates that have no fitness, which count as the worst
  sigma real not null,          -- how far from the mean the candidates were drawn
  learning_rate real not null,  -- of the step on the mean
  theta_norm real not null,     -- of the mean after the step
  gradient_norm real not null,
  wall_s real not null,
  unique (experiment_id, generation)
) strict;

create table meta_pairs ( -- an antithetic pair of candidates
  meta_generation_id integer not null references meta_generations (id) on delete cascade,
  pair integer not null,        -- 0, 1, …
  plus_fitness real,            -- null where it diverged
  minus_fitness real,
  primary key (meta_generation_id, pair)
) strict, without rowid;

create table meta_states ( -- all that a meta-training needs to go on, as its last generation left it
  experiment_id integer not null references experiments (id) on delete cascade,
  generation integer not null,  -- generations that are over
  theta blob not null,          -- the mean, in little-endian doubles, as the next two
  momentum blob not null,
  second_moment blob not null,
  sigma real not null,          -- of the next generation, as the next one
  learning_rate real not null,
  primary key (experiment_id)
) strict, without rowid;
`;
