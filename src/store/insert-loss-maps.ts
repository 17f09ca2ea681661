import type { Database } from 'better-sqlite3';
import { type LossMapRow, lossMapPoints, lossMaps } from '../results/index.ts';
import { prepareInsert } from './insert-rows.ts';

/** How one optimizer with one learning rate fared on one function, from one start: a row of `loss_maps`, and its way. */
export interface NewLossMap
  extends Omit<LossMapRow, 'startX' | 'startY' | 'iterations' | 'finalX' | 'finalY'> {
  /** The points of the way from the start on, all finite, with the function's value at each. */
  readonly path: {
    readonly points: readonly (readonly [x: number, y: number])[];
    readonly losses: readonly number[];
  };
}

/** Writes the maps of an experiment with every point of their ways. */
export function insertLossMaps(db: Database, experimentId: number, maps: readonly NewLossMap[]): void {
  const insertMap = prepareInsert(db, lossMaps);
  const insertPoint = prepareInsert(db, lossMapPoints);
  for (const { path, ...map } of maps) {
    const { points, losses } = path;
    const [startX, startY] = points[0]!;
    const [finalX, finalY] = points.at(-1)!;
    const id = insertMap(experimentId, {
      ...map,
      startX,
      startY,
      iterations: points.length - 1,
      finalX,
      finalY,
    });
    for (const [iteration, [x, y]] of points.entries()) {
      insertPoint(id, { iteration, x, y, loss: losses[iteration] });
    }
  }
}
