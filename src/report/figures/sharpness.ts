import { drawOverUpdates, type UpdateRow } from './drawing/layer-curves.ts';
import type { Figure } from './figure.ts';
import { chosenRuns } from './queries/chosen-runs.ts';

interface SharpnessRow extends UpdateRow {
  readonly part: string;
  readonly sharpness: number | null;
}

/** What the diagnostic curvature has found, network by network; of all parameters only where they are not actor and critic. */
export const sharpness: Figure<SharpnessRow> = {
  id: 'sharpness',
  title: 'Sharpness of the loss',
  sql: (experiment) => `with
  ${chosenRuns(experiment)},
  found as (
    select
      c.env, c.agent, c.optimizer, c.run_id, m.update_index, m.value,
      substr(m.quantity, 1, instr(m.quantity, '.') - 1) as part
    from chosen c
    join measurements m on m.run_id = c.run_id
    where m.source = 'curvature' and m.quantity in ('actor.sharpness', 'critic.sharpness', 'all.sharpness')
  ),
  kinds as (select env, agent, max(part = 'actor') as acts, max(update_index) as updates from found group by env, agent)
select
  f.env, f.agent, f.optimizer, f.part,
  avg(f.update_index) as update_index,
  count(distinct f.run_id) as seeds,
  avg(f.value) as sharpness
from found f
join kinds k on k.env = f.env and k.agent = f.agent
where f.part <> 'all' or not k.acts
group by f.env, f.agent, f.optimizer, f.part, (f.update_index - 1) * 100 / k.updates
order by f.env, f.agent, f.part, f.optimizer, f.update_index`,
  draw: (rows, palette) =>
    drawOverUpdates(rows, palette, {
      panel: ({ part }) => part,
      value: ({ sharpness }) => sharpness,
      y: { label: 'largest eigenvalue of the Hessian' },
      says: "Of the loss of each update's first minibatch, at the parameters before the update, as the diagnostic curvature has found it. Averages over some updates each.",
    }),
};
