import type { Path } from './descend.ts';
import type { Place } from './figures/projection.ts';
import type { MappedFunction } from './mapped-function.ts';

/**
 * A way on the relief, in the units of the projection, up to where it leaves the domain.
 *
 * @param spacing steps shorter than this are joined, for nobody would see them.
 */
export function relievedPath({ landscape, relief }: MappedFunction, path: Path, spacing = 0.01): Place[] {
  const { domain } = landscape;
  const share = (value: number, [from, to]: readonly [number, number]) =>
    (2 * (value - from)) / (to - from) - 1;
  const places = path.points.map(
    ([x, y], index): Place => [share(x, domain.x), share(y, domain.y), relief.height(path.losses[index]!)],
  );
  const left = places.findIndex(([x, y]) => Math.abs(x) > 1 || Math.abs(y) > 1);
  const inside = left < 0 ? places : places.slice(0, left);
  return inside.filter((place, index) => {
    if (index === 0 || index === inside.length - 1) return true;
    const before = inside[index - 1]!;
    return Math.hypot(...place.map((each, axis) => each - before[axis]!)) >= spacing;
  });
}
