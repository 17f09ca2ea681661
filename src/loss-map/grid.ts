import type { Domain, NamedLandscape, Point } from './functions/index.ts';
import { readValues } from './test-function.ts';

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
  const along = ([from, to]: readonly [number, number], index: number) =>
    from + ((to - from) * index) / (side - 1);
  const points = Array.from(
    { length: side * side },
    (_, index): Point => [along(domain.x, index % side), along(domain.y, Math.floor(index / side))],
  );
  return { side, domain, values: await readValues(landscape, points) };
}

/** Every so manieth row and column, the outermost among them. @param stride a divisor of `side - 1`. */
export function coarser({ side, domain, values }: Grid, stride: number): Grid {
  const kept = (index: number) => (index % side) % stride === 0 && Math.floor(index / side) % stride === 0;
  return { side: (side - 1) / stride + 1, domain, values: values.filter((_, index) => kept(index)) };
}
