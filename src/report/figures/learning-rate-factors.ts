import { drawOverUpdates, type UpdateRow } from './drawing/layer-curves.ts';
import type { Figure } from './figure.ts';
import { chosenRuns } from './queries/chosen-runs.ts';

interface FactorRow extends UpdateRow {
  readonly factor: number | null;
}

/** What controllers made of the learning rate: geometric means over seeds and some updates each, about 100 a curve. */
export const learningRateFactors: Figure<FactorRow> = {
  id: 'learning-rate-factors',
  title: 'Learning rates under control',
  sql: (experiment) => `with
  ${chosenRuns(experiment)},
  factors as (
    select c.env, c.agent, c.optimizer, c.run_id, m.update_index, m.value
    from chosen c
    join measurements m on m.run_id = c.run_id
    where m.source = 'controllers' and m.quantity = 'learning_rate_factor'
  ),
  spans as (select env, agent, max(update_index) as updates from factors group by env, agent)
select
  f.env, f.agent, f.optimizer,
  avg(f.update_index) as update_index,
  count(distinct f.run_id) as seeds,
  exp(avg(ln(f.value))) as factor
from factors f
join spans s on s.env = f.env and s.agent = f.agent
group by f.env, f.agent, f.optimizer, (f.update_index - 1) * 100 / s.updates
order by f.env, f.agent, f.optimizer, f.update_index`,
  draw: (rows, palette) =>
    drawOverUpdates(rows, palette, {
      panel: ({ env, agent }) => `${env}, ${agent}`,
      value: ({ factor }) => factor,
      y: { label: 'factor on the learning rate', scale: 'log' },
      reference: 1,
      says: 'What the controllers together multiplied the learning rate by in each update, schedules aside. Geometric means over some updates each.',
    }),
};
