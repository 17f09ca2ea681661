import { chosenRuns } from './chosen-runs.ts';

/** What a diagnostic has measured network by network, and how a figure shows it. */
interface Measured {
  /** A condition on a row `m` of `measurements`. */
  readonly where: string;
  /** Which network a row is of: `actor`, `critic` or `all`. */
  readonly part: string;
  /** The column that is drawn, and what makes it of the values `f.value` of some updates. */
  readonly column: string;
  readonly average: string;
}

/**
 * Measurements of the chosen runs over updates, some updates to a point; of all parameters together only where they are not
 * actor and critic.
 */
export function networksOverUpdates(experiment: number, { where, part, column, average }: Measured): string {
  return `with
  ${chosenRuns(experiment)},
  found as (
    select c.env, c.agent, c.optimizer, c.run_id, m.update_index, m.value, ${part} as part
    from chosen c
    join measurements m on m.run_id = c.run_id
    where ${where}
  ),
  kinds as (select env, agent, max(part = 'actor') as acts, max(update_index) as updates from found group by env, agent)
select
  f.env, f.agent, f.optimizer, f.part,
  avg(f.update_index) as update_index,
  count(distinct f.run_id) as seeds,
  ${average} as ${column}
from found f
join kinds k on k.env = f.env and k.agent = f.agent
where f.part <> 'all' or not k.acts
group by f.env, f.agent, f.optimizer, f.part, (f.update_index - 1) * 100 / k.updates
order by f.env, f.agent, f.part, f.optimizer, f.update_index`;
}
