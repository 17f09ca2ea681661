import type { Database } from 'better-sqlite3';

/** A policy's loss over a plane: a row of `policy_maps`, its grid and its path. */
export interface NewPolicyMap {
  readonly runId: number;
  readonly directions: 'path' | 'random';
  /** Null where nothing is drawn. */
  readonly seed: number | null;
  readonly side: number;
  readonly reach: number;
  readonly batchRows: number;
  readonly pathShare: number;
  readonly losses: readonly { readonly alpha: number; readonly beta: number; readonly loss: number }[];
  readonly points: readonly {
    readonly update: number;
    readonly alpha: number;
    readonly beta: number;
    readonly planeLoss: number;
    readonly loss: number;
  }[];
}

/** @returns the map's id. */
export function insertPolicyMap(
  db: Database,
  experimentId: number,
  { losses, points, ...map }: NewPolicyMap,
): number {
  const { lastInsertRowid: id } = db
    .prepare(
      `insert into policy_maps (experiment_id, run_id, directions, seed, side, reach, batch_rows, path_share)
       values (:experimentId, :runId, :directions, :seed, :side, :reach, :batchRows, :pathShare)`,
    )
    .run({ ...map, experimentId });
  const insertLoss = db.prepare('insert into policy_map_losses values (?, ?, ?, ?)');
  for (const { alpha, beta, loss } of losses) insertLoss.run(id, alpha, beta, finite(loss));
  const insertPoint = db.prepare('insert into policy_map_points values (?, ?, ?, ?, ?, ?)');
  for (const { update, alpha, beta, planeLoss, loss } of points) {
    insertPoint.run(id, update, alpha, beta, finite(planeLoss), finite(loss));
  }
  return Number(id);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
