/**
 * A common table expression `chosen`: the runs that figures compare, one row a run. Of each environment, agent and
 * optimizer these are the scoring runs at the learning rate with the best mean of final returns.
 */
export function chosenRuns(experiment: number): string {
  return `chosen as materialized ( -- the scoring runs of each optimizer at its best learning rate
    select
      run_id, env, agent, optimizer, learning_rate, seed, status, final_return, success_rate,
      count(*) over (partition by env, agent, optimizer) as runs
    from (
      select *, rank() over (
        partition by env, agent, optimizer order by rate_mean desc nulls last, learning_rate
      ) as place
      from (
        select s.*, avg(s.final_return) over (
          partition by s.env, s.agent, s.optimizer, s.learning_rate
        ) as rate_mean
        from run_scores s join runs r on r.id = s.run_id
        where s.experiment_id = ${experiment} and r.phase = 'scoring'
      )
    )
    where place = 1
  )`;
}

/** What captions say of that choice. */
export const choiceNote = 'Each optimizer at the learning rate with its best final mean.';
