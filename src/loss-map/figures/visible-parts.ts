import type { Domain, Point } from '../../test-functions/index.ts';

/**
 * The parts of a way that are seen, each as a line of its own. Ways that diverge go to places so far off that renderers
 * lose them: a step to or from beyond a domain's width around the domain is shortened to end there.
 */
export function visibleParts({ x, y }: Domain, way: readonly Point[]): Point[][] {
  const [wide, high] = [x[1] - x[0], y[1] - y[0]];
  const centre: Point = [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2];
  /** How many times as far off as is drawn, along the further axis. */
  const excess = ([atX, atY]: Point) =>
    Math.max(Math.abs(atX - centre[0]) / (1.5 * wide), Math.abs(atY - centre[1]) / (1.5 * high));
  const parts: Point[][] = [[]];
  for (const [index, point] of way.entries()) {
    const before = way[index - 1];
    if (excess(point) <= 1) {
      if (before && excess(before) > 1) parts.push([shortened(point, before, excess)]);
      parts.at(-1)!.push(point);
    } else if (before && excess(before) <= 1) {
      parts.at(-1)!.push(shortened(before, point, excess));
    }
  }
  return parts.filter((part) => part.length > 1);
}

/** The end of a step from a place that is drawn towards one that is not, about where drawing ends. */
function shortened(from: Point, to: Point, excess: (point: Point) => number): Point {
  const share = (1 - excess(from)) / (excess(to) + excess(from));
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}
