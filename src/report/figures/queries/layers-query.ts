import type { TaskRow } from '../drawing/tasks.ts';
import { chosenRuns } from './chosen-runs.ts';

/** A point of a layer's curve. */
export interface LayerRow extends TaskRow {
  readonly layer: string;
  readonly update_index: number;
  readonly seeds: number;
  readonly grad_norm: number | null;
  readonly update_ratio: number | null;
}

/** Means over seeds and over some updates each, so that a curve has at most about 100 points; kernels only. */
export function layersQuery(experiment: number): string {
  return `with
  ${chosenRuns(experiment)},
  spans as (
    select env, agent, max((select max(update_index) from gradient_stats g where g.run_id = chosen.run_id)) as updates
    from chosen group by env, agent
  )
select
  c.env, c.agent, c.optimizer, g.layer,
  avg(g.update_index) as update_index,
  count(distinct c.run_id) as seeds,
  avg(g.grad_norm) as grad_norm,
  avg(g.update_norm / g.param_norm) as update_ratio
from chosen c
join spans s on s.env = c.env and s.agent = c.agent
join gradient_stats g on g.run_id = c.run_id
where g.layer glob '*.kernel'
group by c.env, c.agent, c.optimizer, g.layer_index, g.layer, (g.update_index - 1) * 100 / s.updates
order by c.env, c.agent, g.layer_index, c.optimizer, g.update_index`;
}
