/** A text as SQL writes it. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Every way that was taken on a function, point by point. */
export function pointsQuery(experiment: number, label: string): string {
  return `select m.optimizer, m.learning_rate, m.start, p.iteration, p.x, p.y, p.loss
from loss_maps m join loss_map_points p on p.loss_map_id = m.id
where m.experiment_id = ${experiment} and m.function = ${quoted(label)}
order by m.id, p.iteration`;
}
