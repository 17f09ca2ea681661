import type { Place } from '../report/figures/drawing/projection.ts';
import type { DrawnMap, Way } from './drawn-map.ts';
import type { Grid } from './grid.ts';

/** Steps longer than this get places between their ends, so that they follow the surface. */
const longest = 0.06;

/**
 * A way on the relief, in the units of the projection, up to where it leaves the domain.
 *
 * @param spacing steps shorter than this are joined, for nobody would see them.
 */
export function relievedPath(map: DrawnMap, path: Way, spacing = 0.01): Place[] {
  const { grid, relief } = map;
  const { domain } = grid;
  const places = path.points.map(
    ([x, y], index): Place => [share(x, domain.x), share(y, domain.y), relief.height(path.losses[index]!)],
  );
  const left = places.findIndex(([x, y]) => Math.abs(x) > 1 || Math.abs(y) > 1);
  const inside = thinned(left < 0 ? places : places.slice(0, left), spacing);
  return inside.flatMap((place, index) => [
    ...(index === 0 ? [] : between(map, inside[index - 1]!, place)),
    place,
  ]);
}

/** −1 … 1 over a side of the domain. */
export function share(value: number, [from, to]: readonly [number, number]): number {
  return (2 * (value - from)) / (to - from) - 1;
}

/** The places that are some way from the last one that is kept, and both ends. */
function thinned(places: readonly Place[], spacing: number): Place[] {
  const kept: Place[] = [];
  for (const [index, place] of places.entries()) {
    const last = kept.at(-1);
    const far = !last || Math.hypot(...place.map((each, axis) => each - last[axis]!)) >= spacing;
    if (far || index === places.length - 1) kept.push(place);
  }
  return kept;
}

/** Places on the surface between two others. */
function between({ grid, relief }: DrawnMap, from: Place, to: Place): Place[] {
  const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / longest);
  return Array.from({ length: Math.max(0, steps - 1) }, (_, index): Place => {
    const part = (index + 1) / steps;
    const [x, y] = [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part];
    return [x, y, relief.height(interpolated(grid, x, y))];
  });
}

/** The value between the four nearest points of the grid. @param x and y −1 … 1 */
function interpolated({ side, values }: Grid, x: number, y: number): number {
  const [column, row] = [x, y].map((each) => ((each + 1) / 2) * (side - 1)) as [number, number];
  const [left, below] = [column, row].map((each) => Math.min(side - 2, Math.floor(each))) as [number, number];
  const [right, up] = [column - left, row - below];
  const at = (dx: number, dy: number) => values[(below + dy) * side + left + dx]!;
  return (
    (at(0, 0) * (1 - right) + at(1, 0) * right) * (1 - up) + (at(0, 1) * (1 - right) + at(1, 1) * right) * up
  );
}
