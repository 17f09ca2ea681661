/** What the normalisation of advantages did, for agents that compare episodes with each other. */
export const advantages = `
create table advantages (
  run_id integer not null references runs (id) on delete cascade,
  update_index integer not null,
  agent integer not null,       -- 1, 2, … in a team; 1 for an agent alone
  raw_mean real,                -- of the scores less their baseline, over the update's episodes
  raw_std real,                 -- sample standard deviation, as all here
  mean real,                    -- of the advantages that were learned from
  std real,
  zero_groups real,             -- share of the groups that taught nothing: every advantage 0
  alpha real,                   -- BNPO's Beta distribution; null for others
  beta real,
  primary key (run_id, update_index, agent)
) strict, without rowid;
`;
