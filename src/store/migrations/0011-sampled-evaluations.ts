/**
 * Evaluations with actions drawn from the policy, for those who ask for them: in a table of their own, so that whatever
 * reads `evaluations` goes on to read the policy without exploration.
 *
 * `sampled_scores`, one row a run of a task with such evaluations: what `run_scores` says of the others, with the same
 * rule for diverged runs and for what is no finite number (`0010-finite-scores.ts`).
 */
export const sampledEvaluations = `
create table sampled_evaluations ( -- the policy with its exploration, on the episodes of the evaluation beside
  run_id integer not null references runs (id) on delete cascade,
  update_index integer not null,  -- updates made before; 0 is the untrained policy
  env_step integer not null,
  episodes integer not null,
  mean_return real,
  std_return real,              -- population standard deviation over the episodes
  success_rate real,            -- null where the environment knows no success
  wall_s real not null,
  primary key (run_id, update_index)
) strict, without rowid;

create view sampled_scores as
with
  worst as (
    select
      r.experiment_id, r.env, r.agent,
      min(e.mean_return) filter (where abs(e.mean_return) < 9e999) as mean_return,
      iif(count(e.success_rate) > 0, 0.0, null) as success_rate
    from runs r join sampled_evaluations e on e.run_id = r.id
    group by r.experiment_id, r.env, r.agent
  ),
  judged as (
    select
      r.*, last.mean_return as last_return, last.success_rate,
      r.status = 'finished' and last.run_id is not null and not coalesce(abs(last.mean_return) < 9e999, 0)
        as not_finite
    from runs r
    left join sampled_evaluations last on last.run_id = r.id and last.update_index = (
      select max(update_index) from sampled_evaluations where run_id = r.id
    )
  )
select
  j.id as run_id, j.experiment_id, j.env, j.agent, j.optimizer, j.learning_rate, j.seed, j.status, j.phase,
  iif(
    j.status = 'diverged' or j.not_finite, w.mean_return, iif(abs(j.last_return) < 9e999, j.last_return, null)
  ) as sampled_return,
  iif(j.status = 'diverged' or j.not_finite, w.success_rate, j.success_rate) as sampled_success_rate,
  j.not_finite
from judged j
join worst w on w.experiment_id = j.experiment_id and w.env = j.env and w.agent = j.agent;
`;
