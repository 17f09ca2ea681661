import { chosenRuns } from '../figures/queries/chosen-runs.ts';

/** An optimizer of which something was published, and what our runs of it came to. */
export interface PublishedRow {
  readonly source: string;
  /** How many runs the published values are means of. */
  readonly published_runs: number;
  readonly optimizer: string;
  /** Null where it was not published. */
  readonly episode_return: number | null;
  readonly success_rate: number | null;
  readonly seconds: number | null;
  /** JSON arrays with a value a seed. */
  readonly our_episode_returns: string;
  readonly our_success_rates: string;
  /** Of a population, shared by its members; null while some of them train. */
  readonly our_seconds: number | null;
  readonly members: number | null;
  readonly diverged: number;
  /** Finished ones of which a training episode, or the last evaluation, returned no finite number. */
  readonly not_finite: number;
}

/**
 * The published numbers of an experiment in the order of its study, beside our runs that came to an end. The return of a
 * run is the mean over all its training episodes; a diverged run, and one with a return that is no finite number, counts
 * with the lowest of all runs. Nothing for an
 * experiment without published numbers.
 */
export function publishedQuery(experiment: number): string {
  return `with
  ${chosenRuns(experiment)},
  trained as materialized (
    select *, status = 'finished' and coalesce(episode_return = 9e999, 0) as episodes_not_finite
    from (
      select *, (
        select iif(count(*) = count(iif(abs(return) < 9e999, 1, null)), avg(return), 9e999)
        from episodes e where e.run_id = chosen.run_id
      ) as episode_return
      from chosen where status in ('finished', 'diverged')
    )
  ),
  ours as (
    select
      optimizer,
      json_group_array(
        iif(
          status = 'diverged' or episodes_not_finite,
          (select min(episode_return) filter (where abs(episode_return) < 9e999) from trained),
          episode_return
        )
      ) as episode_returns,
      json_group_array(success_rate) as success_rates,
      count(*) filter (where status = 'diverged') as diverged,
      count(*) filter (where episodes_not_finite or final_not_finite) as not_finite
    from trained
    group by optimizer
  ),
  shares as ( -- their runs train side by side, on one clock
    select
      population, max(wall_s) as wall_s, count(*) as members,
      count(*) filter (where status not in ('finished', 'diverged')) as open
    from runs where experiment_id = ${experiment}
    group by population, share
  ),
  populations as (
    select population, sum(wall_s) as wall_s, sum(members) as members, sum(open) as open
    from shares
    group by population
  ),
  times as (
    select optimizer, sum(wall_s) / sum(members) as seconds, sum(members) as members
    from (select distinct c.optimizer, r.population from chosen c join runs r on r.id = c.run_id)
    join populations using (population)
    group by optimizer
    having sum(open) = 0
  )
select
  x.published_source as source,
  x.published_runs,
  p.optimizer,
  p.episode_return,
  p.success_rate,
  p.seconds,
  coalesce(o.episode_returns, '[]') as our_episode_returns,
  coalesce(o.success_rates, '[]') as our_success_rates,
  t.seconds as our_seconds,
  t.members,
  coalesce(o.diverged, 0) as diverged,
  coalesce(o.not_finite, 0) as not_finite
from experiment_plans x
join published_values p on p.experiment_id = x.experiment_id
left join ours o on o.optimizer = p.optimizer
left join times t on t.optimizer = p.optimizer
where x.experiment_id = ${experiment}
order by p.place`;
}
