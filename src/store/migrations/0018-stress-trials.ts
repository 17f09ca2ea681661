/** How optimizers do on small problems that each break something: experiments of their own, which have no runs. */
export const stressTrials = `
create table stress_trials (
  id integer primary key,
  experiment_id integer not null references experiments (id) on delete cascade,
  optimizer text not null,      -- without its learning rate
  problem text not null,
  mode text not null,           -- the failure mode that the problem is about
  phase text not null check (phase in ('tuning', 'scoring')),
  learning_rate real,           -- null for a rule that has none
  seed integer not null,
  status text not null check (status in ('finished', 'diverged')),
  final_error real,             -- as a share of the error at the start
  solved integer not null check (solved in (0, 1)),
  steps_to_solved integer,
  unique (experiment_id, optimizer, problem, phase, learning_rate, seed)
) strict;

create view stress_matrix as
select
  experiment_id,
  optimizer,
  mode,
  count(distinct problem) as problems,
  count(*) as trials,
  avg(solved) as solved,
  sum(status = 'diverged') as diverged
from stress_trials
where phase = 'scoring'
group by experiment_id, optimizer, mode;
`;
