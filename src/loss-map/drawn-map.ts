import type { Point } from '../test-functions/index.ts';
import type { Path } from './descend.ts';
import type { Grid } from './grid.ts';
import type { Relief } from './relief.ts';

/** A way over the map: its points, and the height of the surface at each. */
export type Way = Pick<Path, 'points' | 'losses'>;

/** The ways of one optimizer: a panel of the map from above, a colour on the surface. */
export interface Ways {
  readonly optimizer: string;
  /** What the panel is called. */
  readonly title: string;
  /** The surface shows the first one. */
  readonly paths: readonly Way[];
}

/** A surface over a rectangle and the ways over it: all that figures and page draw, whatever it is the surface of. */
export interface DrawnMap {
  readonly label: string;
  readonly grid: Grid;
  readonly relief: Relief;
  readonly ways: readonly Ways[];
  /** What crosses mark, and how high it lies. */
  readonly crosses: readonly { readonly at: Point; readonly loss: number }[];
  /** What the axes are called. */
  readonly axes: readonly [x: string, y: string];
  /** The statement that asks the results file for what is drawn. */
  readonly sql: string;
  readonly captions: { readonly contours: string; readonly surface: string; readonly turnable: string };
}
