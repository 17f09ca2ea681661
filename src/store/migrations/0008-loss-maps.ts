/** What optimizers did on test functions: experiments of their own, which have no runs. */
export const lossMaps = `
create table loss_maps ( -- one member: one optimizer with one learning rate on one function, from one start
  id integer primary key,
  experiment_id integer not null references experiments (id) on delete cascade,
  function text not null,       -- the label as written: rosenbrock(steepness=10)
  optimizer text not null,      -- the label as written, without the learning rate
  learning_rate real,           -- null for a rule that has none
  start integer not null,       -- 0 is the function's own start or the first one given
  start_x real not null, start_y real not null,
  iterations integer not null,  -- made; fewer than asked for where it diverged
  final_x real not null, final_y real not null,  -- where it was last while finite
  final_loss real,              -- null where it diverged, as the next
  distance real,                -- to the nearest of the lowest minima, or to the equilibrium of a game
  iterations_to_tolerance integer,  -- from which on it stayed near one; null where it did not end there
  status text not null check (status in ('finished', 'diverged')),
  unique (experiment_id, function, optimizer, learning_rate, start)
) strict;

create table loss_map_points (
  loss_map_id integer not null references loss_maps (id) on delete cascade,
  iteration integer not null,   -- 0 is the start
  x real not null, y real not null,
  loss real not null,
  primary key (loss_map_id, iteration)
) strict, without rowid;
`;
