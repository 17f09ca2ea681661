/**
 * Views of gradients.
 *
 * `gradient_imbalance` once more: a network's name is all that stands before the layer, for teams name theirs by agent
 * (`agent1.actor.0.kernel` is of `agent1.actor`).
 *
 * `gradient_spikes`, one row a run and layer (`''` the whole, `agent1` all of one agent of a team): the largest gradient
 * norm of all updates over the median one.
 */
export const gradientViews = `
drop view gradient_imbalance;

create view gradient_imbalance as
with
  kernels as (
    select run_id, update_index, layer_index, substr(layer, 1, length(layer) - length('.kernel')) as stem
    from gradient_stats where layer glob '*.kernel'
  ),
  ends as ( -- the layers are the same at every update: look at a run's first one only
    select
      k.run_id,
      rtrim(rtrim(k.stem, replace(k.stem, '.', '')), '.') as network,  -- actor.0 without what follows its last dot
      min(k.layer_index) as first_index,
      max(k.layer_index) as last_index
    from runs r
    join kernels k on k.run_id = r.id and k.update_index = (
      select min(update_index) from gradient_stats where run_id = r.id
    )
    group by k.run_id, network
  )
select
  ends.run_id,
  first.update_index,
  ends.network,
  first.layer as first_layer,
  last.layer as last_layer,
  first.grad_norm as first_grad_norm,
  last.grad_norm as last_grad_norm,
  first.grad_norm / last.grad_norm as imbalance
from ends
join gradient_stats first on first.run_id = ends.run_id and first.layer_index = ends.first_index
join gradient_stats last
  on last.run_id = first.run_id and last.update_index = first.update_index and last.layer_index = ends.last_index;

create view gradient_spikes as
with ranked as (
  select
    run_id, layer, grad_norm,
    count(grad_norm) over alike as norms,
    row_number() over (alike order by grad_norm nulls last) as norm_rank
  from gradient_stats
  window alike as (partition by run_id, layer)
)
select
  run_id, layer, median_norm, largest_norm,
  largest_norm / median_norm as spike
from (
  select
    run_id, layer,
    avg(grad_norm) filter (where norm_rank between (norms + 1) / 2 and (norms + 2) / 2) as median_norm,
    max(grad_norm) as largest_norm
  from ranked
  group by run_id, layer
);
`;
