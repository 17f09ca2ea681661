/**
 * A common table expression `chosen`: the runs that figures compare, one row a run. Of each environment, agent and
 * optimizer these are the scoring runs at one learning rate, the one that `rl-bench compare` takes too: the best by the
 * tuning runs that ended, where there are any, else by the scoring runs themselves.
 */
export function chosenRuns(experiment: number): string {
  return `chosen as materialized ( -- the scoring runs of each optimizer at its best learning rate
    select
      run_id, env, agent, optimizer, learning_rate, seed, status, final_return, success_rate,
      last_100_return, final_not_finite,
      count(*) over (partition by env, agent, optimizer) as runs
    from (
      select *, rank() over (
        partition by env, agent, optimizer
        order by tuning_mean desc nulls last, scoring_mean desc nulls last, learning_rate
      ) as place
      from (
        select
          *,
          avg(final_return) filter (where phase = 'tuning' and status in ('finished', 'diverged')) over alike
            as tuning_mean,
          avg(final_return) filter (where phase = 'scoring') over alike as scoring_mean
        from run_scores
        where experiment_id = ${experiment}
        window alike as (partition by env, agent, optimizer, learning_rate)
      )
      where phase = 'scoring'
    )
    where place = 1
  )`;
}

/** What captions say of that choice. */
export const choiceNote = 'Each optimizer at its best learning rate.';

/** What captions say of the line where a task counts as solved. */
export const solvedNote = 'Dotted line: from there on the task counts as solved.';
