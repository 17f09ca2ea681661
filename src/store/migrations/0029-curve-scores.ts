/**
 * `curve_scores`, one row a run that was evaluated: the best of its evaluations, and the area under them over steps by the
 * trapezoidal rule, divided by the steps between the first and the last, so that its unit is that of a return. Evaluations
 * that are no finite number cannot be best; one of them is enough for a finished run's area to count as the worst evaluation
 * of the task. Diverged runs count as that in both, as in `run_scores`.
 *
 * It reads all evaluations of an experiment and stores nothing: files do not grow by it.
 */
export const curveScores = `
create view curve_scores as
with
  steps as (
    select
      r.experiment_id, r.env, r.agent, e.run_id, e.env_step,
      iif(abs(e.mean_return) < 9e999, e.mean_return, null) as score,
      lag(e.env_step) over alike as before_step,
      lag(iif(abs(e.mean_return) < 9e999, e.mean_return, null)) over alike as before_score
    from runs r join evaluations e on e.run_id = r.id
    window alike as (partition by e.run_id order by e.update_index)
  ),
  measured as (
    select
      experiment_id, env, agent, run_id,
      max(score) as best,
      iif(
        count(score) < count(*), null,
        iif(
          max(env_step) > min(env_step),
          sum((score + before_score) / 2.0 * (env_step - before_step)) / (max(env_step) - min(env_step)),
          avg(score)
        )
      ) as area
    from steps group by run_id
  ),
  worst as (
    select experiment_id, env, agent, min(score) as score from steps group by experiment_id, env, agent
  )
select
  r.id as run_id, r.experiment_id, r.env, r.agent, r.optimizer, r.learning_rate, r.seed, r.status, r.phase,
  iif(r.status = 'diverged' or (r.status = 'finished' and m.best is null), w.score, m.best) as best_return,
  iif(r.status = 'diverged' or (r.status = 'finished' and m.area is null), w.score, m.area) as area_return,
  r.status = 'finished' and m.best is null as best_not_finite,
  r.status = 'finished' and m.area is null as area_not_finite
from runs r
join measured m on m.run_id = r.id
join worst w on w.experiment_id = r.experiment_id and w.env = r.env and w.agent = r.agent;
`;
