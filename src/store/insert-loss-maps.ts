import type { Database } from 'better-sqlite3';

/** How one optimizer with one learning rate fared on one function, from one start: a row of `loss_maps`. */
export interface NewLossMap {
  readonly function: string;
  readonly optimizer: string;
  readonly learningRate: number | null;
  readonly start: number;
  readonly finalLoss: number | null;
  readonly distance: number | null;
  readonly iterationsToTolerance: number | null;
  readonly status: 'finished' | 'diverged';
  /** The points of the way from the start on, all finite, with the function's value at each. */
  readonly path: {
    readonly points: readonly (readonly [x: number, y: number])[];
    readonly losses: readonly number[];
  };
}

/** Writes the maps of an experiment with every point of their ways. */
export function insertLossMaps(db: Database, experimentId: number, maps: readonly NewLossMap[]): void {
  const insertMap = db.prepare(
    `insert into loss_maps (experiment_id, function, optimizer, learning_rate, start, start_x, start_y, iterations,
       final_x, final_y, final_loss, distance, iterations_to_tolerance, status)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertPoint = db.prepare('insert into loss_map_points values (?, ?, ?, ?, ?)');
  for (const { path, ...map } of maps) {
    const { points, losses } = path;
    const { lastInsertRowid } = insertMap.run(
      experimentId,
      map.function,
      map.optimizer,
      map.learningRate,
      map.start,
      ...points[0]!,
      points.length - 1,
      ...points.at(-1)!,
      map.finalLoss,
      map.distance,
      map.iterationsToTolerance,
      map.status,
    );
    for (const [iteration, [x, y]] of points.entries()) {
      insertPoint.run(lastInsertRowid, iteration, x, y, losses[iteration]);
    }
  }
}
