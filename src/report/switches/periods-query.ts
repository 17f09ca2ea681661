import { chosenRuns } from '../figures/queries/chosen-runs.ts';

/** What a run has shown between two switches of its task. */
export interface PeriodRow {
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
  readonly learning_rate: number | null;
  readonly seed: number;
  readonly status: string;
  /** 0 before the first switch. */
  readonly period: number;
  /** Steps from one switch to the next. */
  readonly every: number;
  /** Mean return of the first evaluation, where that is in the first half of the period; null where there is none. */
  readonly after: number | null;
  /** Of the last one, where that is in the second half. */
  readonly before: number | null;
  /** The mean over all evaluations of a period that has one in its second half. */
  readonly mean: number | null;
  /** Share of dormant units, the mean over hidden layers and updates; null where it was not measured. */
  readonly dormant: number | null;
}

/** For a statement about runs: their task switches. */
export const switchesSql = "env glob 'switching(*)'";

/** The step by which an evaluation `e` of a run `r` judges the task: `PolicyEvaluation` has it so. */
const judgedAt = '(max(1, min(e.env_step, r.total_timesteps)) - 1)';

/**
 * The chosen runs on tasks that switch, one row a run and period. The steps between two switches stand in the name of the task,
 * behind what it is around, which may have parentheses and settings of the same name. An evaluation at the very step of a switch is of the task
 * before it, and so is one at the end of a budget, for all updates are whole ones; an update is of the task that its last step was made in. What a diverged run did not live to see counts as the
 * experiment's worst, as in `run_scores`, and so does an evaluation whose mean is no finite number.
 */
export function periodsQuery(experiment: number): string {
  return `with
  ${chosenRuns(experiment)},
  switching as materialized (
    select *, cast(substr(own, instr(own, ',every=') + 7) as integer) as every
    from (
      select *, substr(named, length(rtrim(named, replace(named, ')', ''))) + 1) as own -- behind the last parenthesis
      from (select *, substr(env, 1, length(env) - 1) as named from chosen where ${switchesSql})
    )
  ),
  judged as (
    select
      *,
      row_number() over (partition by run_id, period order by update_index) as place,
      row_number() over (partition by run_id, period order by update_index desc) as place_from_last
    from (
      select
        s.run_id, e.update_index,
        ${judgedAt} / s.every as period, 2 * (${judgedAt} % s.every) >= s.every as is_late,
        iif(abs(e.mean_return) < 9e999, e.mean_return, w.mean_return) as mean_return
      from switching s
      join runs r on r.id = s.run_id
      join evaluations e on e.run_id = s.run_id
      join worst_evaluations w on w.experiment_id = ${experiment} and w.env = s.env and w.agent = s.agent
    )
  ),
  measured as materialized (
    select
      run_id, period,
      max(mean_return) filter (where place = 1 and not is_late) as after,
      max(mean_return) filter (where place_from_last = 1 and is_late) as before,
      iif(max(is_late), avg(mean_return), null) as mean
    from judged group by run_id, period
  ),
  sleeping as materialized (
    select s.run_id, (u.env_step - 1) / s.every as period, avg(m.value) as dormant
    from switching s
    join measurements m on m.run_id = s.run_id and (m.source = 'dormant' or m.source glob 'dormant(*')
    join updates u on u.run_id = m.run_id and u.update_index = m.update_index
    group by s.run_id, period
  ),
  periods as (
    select env, agent, period, max(before is not null) as is_whole
    from measured join switching using (run_id) group by env, agent, period
  )
select
  s.env, s.agent, s.optimizer, s.learning_rate, s.seed, s.status, p.period, s.every,
  iif(s.status = 'diverged' and m.run_id is null, s.final_return, m.after) as after,
  iif(s.status = 'diverged' and m.before is null and p.is_whole, s.final_return, m.before) as before,
  iif(s.status = 'diverged' and m.mean is null and p.is_whole, s.final_return, m.mean) as mean,
  d.dormant
from switching s
join periods p on p.env = s.env and p.agent = s.agent
left join measured m on m.run_id = s.run_id and m.period = p.period
left join sleeping d on d.run_id = s.run_id and d.period = p.period
order by s.env, s.agent, s.optimizer, s.seed, p.period`;
}
