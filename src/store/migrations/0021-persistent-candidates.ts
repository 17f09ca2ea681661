/** Candidates of a meta-training that live on from generation to generation. */
export const persistentCandidates = `
alter table meta_pairs add column truncation integer; -- of the run that the candidates are in; null: from beginning to end

create table meta_inner_runs ( -- where the run of a pair stands that the next generation goes on with
  experiment_id integer not null references experiments (id) on delete cascade,
  pair integer not null,        -- 0, 1, …
  begun integer not null,       -- the generation that began it
  truncations integer not null, -- that are over
  perturbations blob not null,  -- the sum of its directions, each over its sigma, in little-endian doubles
  primary key (experiment_id, pair)
) strict, without rowid;

create table meta_checkpoints ( -- where a member of such a run stands; those that begin have none
  experiment_id integer not null references experiments (id) on delete cascade,
  member integer not null,
  state blob not null,
  primary key (experiment_id, member)
) strict, without rowid;
`;
