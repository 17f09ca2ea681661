import { drawOverUpdates, type UpdateRow } from './drawing/layer-curves.ts';
import type { Figure } from './figure.ts';
import { chosenRuns } from './queries/chosen-runs.ts';

interface ImbalanceRow extends UpdateRow {
  readonly network: string;
  readonly imbalance: number | null;
}

export const gradientImbalance: Figure<ImbalanceRow> = {
  id: 'gradient-imbalance',
  title: 'Gradient imbalance, first to last layer',
  sql: (experiment) => `with
  ${chosenRuns(experiment)},
  spans as (
    select env, agent, max((select max(update_index) from gradient_stats g where g.run_id = chosen.run_id)) as updates
    from chosen group by env, agent
  )
select
  c.env, c.agent, c.optimizer, i.network,
  avg(i.update_index) as update_index,
  count(distinct c.run_id) as seeds,
  avg(i.imbalance) as imbalance
from chosen c
join spans s on s.env = c.env and s.agent = c.agent
join gradient_imbalance i on i.run_id = c.run_id
group by c.env, c.agent, c.optimizer, i.network, (i.update_index - 1) * 100 / s.updates
order by c.env, c.agent, i.network, c.optimizer, i.update_index`,
  draw: (rows, palette) =>
    drawOverUpdates(rows, palette, {
      panel: ({ network }) => network,
      value: ({ imbalance }) => imbalance,
      y: { label: 'first / last', scale: 'log' },
      reference: 1,
      says: "Gradient norm of a network's first kernel over that of its last; at 1 both learn from equally long gradients.",
    }),
};
