/**
 * What optimizers, controllers and diagnostics report of an update, so that saying something new needs no new column, and
 * which schema an experiment was begun under, so that whoever trains its runs again knows what was recorded from the start.
 */
export const measurements = `
create table measurements (
  run_id integer not null references runs (id) on delete cascade,
  update_index integer not null,  -- 1, 2, …
  agent integer not null,       -- 1, 2, … in a team; 1 for an agent alone
  source text not null,         -- who reports it: the optimizer, the controller or the diagnostic
  quantity text not null,       -- what it is, in the words of its source
  value real,
  primary key (run_id, update_index, agent, source, quantity)
) strict, without rowid;

alter table experiments add column schema_version integer;  -- of the file when it was begun; null before schema 12
`;
