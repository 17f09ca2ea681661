/** The policies that runs leave, and how they do when they are evaluated afterwards. */
export const policies = `
create table policies (
  run_id integer not null references runs (id) on delete cascade,
  choice text not null check (choice in ('final', 'best')),
  agent integer not null,       -- 1, 2, … in a team; 1 for an agent alone
  update_index integer not null,
  weights blob not null,        -- a .safetensors file
  primary key (run_id, choice, agent)
) strict;

create table policy_evaluations (
  run_id integer not null references runs (id) on delete cascade,
  choice text not null check (choice in ('final', 'best')),
  env text not null,
  seed integer not null,        -- of the episodes
  episodes integer not null,
  sampled integer not null check (sampled in (0, 1)),
  mean_return real,
  std_return real,
  success_rate real,
  evaluated_at text not null,
  primary key (run_id, choice, env, seed, episodes, sampled)
) strict;
`;
