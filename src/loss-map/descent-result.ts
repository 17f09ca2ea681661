import type { NamedLandscape, Point } from '../test-functions/index.ts';
import type { Path } from './descend.ts';

/** How one member fared: one optimizer with one learning rate, from one start. */
export interface DescentResult {
  /** The test function as it was asked for. */
  readonly function: string;
  /** The optimizer as it was asked for, without its learning rate. */
  readonly optimizer: string;
  /** Null for a rule that has none. */
  readonly learningRate: number | null;
  /** Which of the starts: 0, 1, … */
  readonly start: number;
  readonly path: Path;
  readonly status: 'finished' | 'diverged';
  /** The function's value at the end; null where it diverged, as the next two. */
  readonly finalLoss: number | null;
  /** From the end to the nearest of the lowest minima, or to the equilibrium. */
  readonly distance: number | null;
  /** The iteration from which on it stayed near one of them; null where it did not end there. */
  readonly iterationsToTolerance: number | null;
}

/** What a path comes to. @param tolerance how near is near, as a share of the domain's diagonal. */
export function measure(
  landscape: NamedLandscape,
  path: Path,
  tolerance: number,
): Pick<DescentResult, 'status' | 'finalLoss' | 'distance' | 'iterationsToTolerance'> {
  if (path.diverged) {
    return { status: 'diverged', finalLoss: null, distance: null, iterationsToTolerance: null };
  }
  const near = tolerance * diagonal(landscape);
  const away = path.points.findLastIndex((point) => !(distanceToMinimum(landscape, point) <= near));
  return {
    status: 'finished',
    finalLoss: path.losses.at(-1)!,
    distance: distanceToMinimum(landscape, path.points.at(-1)!),
    iterationsToTolerance: away === path.points.length - 1 ? null : away + 1,
  };
}

function distanceToMinimum({ minima }: NamedLandscape, [x, y]: Point): number {
  return Math.min(...minima.map(([bestX, bestY]) => Math.hypot(x - bestX, y - bestY)));
}

function diagonal({ domain: { x, y } }: NamedLandscape): number {
  return Math.hypot(x[1] - x[0], y[1] - y[0]);
}
