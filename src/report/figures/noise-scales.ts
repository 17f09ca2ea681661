import { drawOverUpdates, type UpdateRow } from './drawing/layer-curves.ts';
import type { Figure } from './figure.ts';
import { chosenRuns } from './queries/chosen-runs.ts';

interface ScaleRow extends UpdateRow {
  readonly part: string;
  readonly scale: number | null;
}

/** What the diagnostic noise_scale says, network by network: geometric means, without updates that see nothing of the gradient. */
export const noiseScales: Figure<ScaleRow> = {
  id: 'noise-scales',
  title: 'Gradient noise scale',
  sql: (experiment) => `with
  ${chosenRuns(experiment)},
  found as (
    select c.env, c.agent, c.optimizer, c.run_id, m.update_index, m.quantity as part, m.value
    from chosen c
    join measurements m on m.run_id = c.run_id
    where m.source = 'noise_scale' and m.value > 0 and m.value < 9e999
  ),
  kinds as (select env, agent, max(part = 'actor') as acts, max(update_index) as updates from found group by env, agent)
select
  f.env, f.agent, f.optimizer, f.part,
  avg(f.update_index) as update_index,
  count(distinct f.run_id) as seeds,
  exp(avg(ln(f.value))) as scale
from found f
join kinds k on k.env = f.env and k.agent = f.agent
where f.part <> 'all' or not k.acts
group by f.env, f.agent, f.optimizer, f.part, (f.update_index - 1) * 100 / k.updates
order by f.env, f.agent, f.part, f.optimizer, f.update_index`,
  draw: (rows, palette) =>
    drawOverUpdates(rows, palette, {
      panel: ({ part }) => part,
      value: ({ scale }) => scale,
      y: { label: 'noise scale, in samples', scale: 'log' },
      says: 'Samples at which the noise of a gradient is as large as the gradient, running averages of noise and of signal: batches far below waste steps, far above samples. Geometric means over some updates each.',
    }),
};
