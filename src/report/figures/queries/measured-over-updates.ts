import { chosenRuns } from './chosen-runs.ts';

/** Measurements that a figure shows, and how. */
export interface Measured {
  /** A condition on a row `m` of `measurements`. */
  readonly where: string;
  /** The panel that a row belongs to. */
  readonly part: string;
  /** The column that is drawn, and what makes it of the values `f.value` of some updates. */
  readonly column: string;
  readonly average: string;
}

/**
 * Measurements of the chosen runs over updates, some updates to a point, about 100 a curve.
 *
 * @param kept a condition on rows `f` of them and `k` of their environment and agent; left out, all are drawn.
 */
export function measuredOverUpdates(
  experiment: number,
  { where, part, column, average }: Measured,
  kept?: string,
): string {
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
join kinds k on k.env = f.env and k.agent = f.agent${kept === undefined ? '' : `\nwhere ${kept}`}
group by f.env, f.agent, f.optimizer, f.part, (f.update_index - 1) * 100 / k.updates
order by f.env, f.agent, f.part, f.optimizer, f.update_index`;
}

/** The same network by network, `actor`, `critic` or `all`: of all parameters together only where they are not actor and critic. */
export function networksOverUpdates(experiment: number, measured: Measured): string {
  return measuredOverUpdates(experiment, measured, "f.part <> 'all' or not k.acts");
}
