/** What small studies of published claims measured: experiments of their own, which have no runs. */
export const studyPoints = `
create table study_points (
  id integer primary key,
  experiment_id integer not null references experiments (id) on delete cascade,
  study text not null,
  series text not null,
  seed integer not null,
  x real not null,
  y real,                       -- null: not finite, or it never came to pass
  unique (experiment_id, study, series, seed, x)
) strict;
`;
