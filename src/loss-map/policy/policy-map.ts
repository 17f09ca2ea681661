import type { TrainedRun } from '../../sweep/run/trained-run.ts';
import type { Point } from '../../test-functions/index.ts';
import type { Grid } from '../grid.ts';

/** What spans the plane: the path's principal components, or two random directions. */
export type Directions = 'path' | 'random';

/** What is asked for. */
export interface PolicyMapSettings {
  readonly directions: Directions;
  /** Of random directions. */
  readonly seed: number;
  /** Points of the grid on either side, an odd number. */
  readonly side: number;
  /** From the trained policy to the edges; undefined: 1 for random directions, else a little more than the path needs. */
  readonly reach: number | undefined;
  /** Of the path, at most. */
  readonly stations: number;
}

/** A point of the path. */
export interface PathPoint {
  readonly update: number;
  /** Where the plane is nearest to the parameters. */
  readonly at: Point;
  /** The loss there; not finite where it is not, as the next. */
  readonly planeLoss: number;
  /** The loss at the parameters themselves. */
  readonly loss: number;
}

/** The loss of a trained policy, which is at the origin, over a plane through its parameters. */
export interface PolicyMap {
  /** The experiment of the results file that it belongs to, and its own number there. */
  readonly experiment: number;
  readonly id: number;
  readonly run: TrainedRun;
  readonly directions: Directions;
  readonly seed: number | null;
  readonly reach: number;
  /** Values may be infinite or NaN. */
  readonly grid: Grid;
  /** From the untrained policy to the trained one. */
  readonly path: readonly PathPoint[];
  /** Rows of the roll-out that the loss is measured on. */
  readonly batchRows: number;
  /** Of the path's variance about its end, what share the plane holds, and what each component where it has some. */
  readonly pathShare: number;
  readonly componentShares: readonly [number, number] | null;
}
