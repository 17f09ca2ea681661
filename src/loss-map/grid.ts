import type { Domain, NamedLandscape, Point } from '../test-functions/index.ts';
import { readValues } from '../test-functions/test-function.ts';

/** The values of a function on a square grid of points that spans its domain. */
export interface Grid {
  /** Points on either side. */
  readonly side: number;
  readonly domain: Domain;
  /** `side²`, row by row, y upwards; x goes along a row. */
  readonly values: readonly number[];
}

export async function gridOf(landscape: NamedLandscape, side: number): Promise<Grid> {
  const { domain } = landscape;
  return { side, domain, values: await readValues(landscape, gridPoints(domain, side)) };
}

/** The points of a grid, in the order of its values. Of an odd number the middle one is the middle to the last bit. */
export function gridPoints({ x, y }: Domain, side: number): Point[] {
  const along = ([from, to]: readonly [number, number], index: number) =>
    from + (to - from) * (index / (side - 1));
  return Array.from(
    { length: side * side },
    (_, index): Point => [along(x, index % side), along(y, Math.floor(index / side))],
  );
}

/**
 * Fewer rows and columns at equal distances, the outermost among them: as few as divide the grid and leave at least so
 * many cells on either side; all of a grid that has no more.
 */
export function coarser({ side, domain, values }: Grid, cells: number): Grid {
  const strides = Array.from({ length: side - 1 }, (_, index) => index + 1);
  const fits = (stride: number) => (side - 1) % stride === 0 && (side - 1) / stride >= cells;
  const stride = strides.findLast(fits) ?? 1;
  const kept = (index: number) => (index % side) % stride === 0 && Math.floor(index / side) % stride === 0;
  return { side: (side - 1) / stride + 1, domain, values: values.filter((_, index) => kept(index)) };
}
