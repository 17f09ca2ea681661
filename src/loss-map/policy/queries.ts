/** The loss over the plane, point by point. */
export function lossesQuery(map: number): string {
  return `select alpha, beta, loss from policy_map_losses where policy_map_id = ${map} order by beta, alpha`;
}

/** The path, update by update. */
export function pathQuery(map: number): string {
  return `select update_index, alpha, beta, plane_loss, loss from policy_map_points
where policy_map_id = ${map} order by update_index`;
}

/** What the figures show: the grid, and with their updates the points of the path. */
export function drawnQuery(map: number): string {
  return `select null as update_index, alpha, beta, loss from policy_map_losses where policy_map_id = ${map}
union all
select update_index, alpha, beta, plane_loss from policy_map_points where policy_map_id = ${map}
order by 1, 3, 2`;
}
