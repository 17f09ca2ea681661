/** What the diagnostic curvature has measured, a row of each part of a network; its rows of measurements, laid side by side. */
export const curvatureView = `
create view curvature as
select
  run_id,
  update_index,
  agent,
  part,
  max(value) filter (where quantity = 'sharpness') as sharpness,
  max(value) filter (where quantity = 'ritz_min') as ritz_min,
  max(value) filter (where quantity = 'trace') as trace,
  max(value) filter (where quantity = 'gradient_curvature') as gradient_curvature,
  max(value) filter (where quantity = 'gd_stability') as gd_stability,       -- null: not plain gradient descent
  max(value) filter (where quantity = 'trace_stability') as trace_stability
from (
  select
    run_id,
    update_index,
    agent,
    substr(quantity, 1, instr(quantity, '.') - 1) as part,
    substr(quantity, instr(quantity, '.') + 1) as quantity,
    value
  from measurements
  where source = 'curvature'
)
group by run_id, update_index, agent, part;
`;
