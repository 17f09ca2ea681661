/**
 * `curve_scores`, one row a run that was evaluated: the best of its evaluations, and the area under them over steps by the
 * trapezoidal rule, divided by the steps between the first and the last, so that its unit is that of a return. A diverged run
 * counts as the worst evaluation of its task in both, as in `run_scores`, and so does a finished one of which an evaluation is
 * no finite number.
 *
 * It reads all evaluations of a file and stores nothing: files do not grow by it.
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
      run_id,
      max(score) as best,
      iif(
        max(env_step) > min(env_step),
        sum((score + before_score) / 2.0 * (env_step - before_step)) / (max(env_step) - min(env_step)),
        avg(score)
      ) as area,
      count(score) < count(*) as not_finite
    from steps group by run_id
  ),
  worst as (
    select experiment_id, env, agent, min(score) as score from steps group by experiment_id, env, agent
  )
select
  r.id as run_id, r.experiment_id, r.env, r.agent, r.optimizer, r.learning_rate, r.seed, r.status, r.phase,
  iif(r.status = 'diverged' or (r.status = 'finished' and m.not_finite), w.score, iif(m.not_finite, null, m.best)) as best_return,
  iif(r.status = 'diverged' or (r.status = 'finished' and m.not_finite), w.score, iif(m.not_finite, null, m.area)) as area_return,
  r.status = 'finished' and m.not_finite as not_finite
from runs r
join measured m on m.run_id = r.id
join worst w on w.experiment_id = r.experiment_id and w.env = r.env and w.agent = r.agent;
`;
