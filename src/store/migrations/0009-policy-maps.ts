/** The loss of trained policies over planes through their parameters: experiments of their own, which have no runs. */
export const policyMaps = `
create table policy_maps (
  id integer primary key,
  experiment_id integer not null references experiments (id) on delete cascade,
  run_id integer not null references runs (id) on delete cascade,  -- whose policy it is
  directions text not null check (directions in ('path', 'random')),
  seed integer,                 -- of random directions
  side integer not null,        -- points of the grid on either side
  reach real not null,          -- from the trained policy, at 0, 0, to the edges
  batch_rows integer not null,  -- of the last roll-out, on which the loss is measured
  path_share real not null      -- of the path's variance about its end, how much the plane holds
) strict;

create table policy_map_losses ( -- a point of the grid
  policy_map_id integer not null references policy_maps (id) on delete cascade,
  alpha real not null, beta real not null,
  loss real,                    -- null where it is not finite, as in the next table
  primary key (policy_map_id, alpha, beta)
) strict, without rowid;

create table policy_map_points ( -- a point of the path
  policy_map_id integer not null references policy_maps (id) on delete cascade,
  update_index integer not null,  -- 0 is the untrained policy
  alpha real not null, beta real not null,  -- where the plane is nearest to it
  plane_loss real,              -- there
  loss real,                    -- where the parameters were
  primary key (policy_map_id, update_index)
) strict, without rowid;
`;
