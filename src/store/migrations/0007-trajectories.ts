/** Where the trained policies went, in tasks that move in space. */
export const trajectories = `
create table trajectories ( -- some episodes of a run's last evaluation
  run_id integer not null references runs (id) on delete cascade,
  update_index integer not null,
  agent integer not null,       -- 1, 2, … in a team; 1 for an agent alone
  episode integer not null,     -- 0, 1, … of the evaluation
  step integer not null,        -- 0 is the start; long episodes leave steps out, never the last
  x real, y real, z real,       -- z is null in the plane
  goal_x real, goal_y real, goal_z real,
  primary key (run_id, update_index, agent, episode, step)
) strict, without rowid;
`;
