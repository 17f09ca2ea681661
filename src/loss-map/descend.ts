import type { Call } from '../call-expression.ts';
import type { Landscape, Point } from '../test-functions/index.ts';
import { readValues } from '../test-functions/test-function.ts';
import type { PopulationView } from '../training/population-view.ts';
import { train } from '../training/train.ts';
import { populationParts } from '../workloads/population-parts.ts';
import { testFunctionWorkload } from '../workloads/test-function/test-function-workload.ts';

/** The way of one member, from its start on. */
export interface Path {
  /** Iteration by iteration; the last point is the last one that was finite. */
  readonly points: readonly Point[];
  /** The function's value at each. */
  readonly losses: readonly number[];
  /** True if it left the finite numbers. */
  readonly diverged: boolean;
}

/**
 * Lets a population descend, all members in one tensor program: each goes its own way, whatever the others do.
 *
 * @param calls the optimizer of each member; they differ in settings only.
 * @param starts of each member. @param iterations at least 1.
 */
export async function descend(
  landscape: Landscape,
  calls: readonly Call[],
  starts: readonly Point[],
  iterations: number,
): Promise<Path[]> {
  const parts = populationParts(
    // What a rule draws is the same everywhere, so that ways differ by where they start.
    starts.map(() => 0),
    calls,
    { count: 0 },
    () => testFunctionWorkload(landscape, starts, iterations),
  );
  const ways = starts.map((start): Way => ({ points: [start], left: false }));
  let begun = false;
  const populationObserver = async (view: PopulationView) => {
    if (begun) follow(ways, await view.parameters());
    begun = true;
  };
  for await (const records of train(parts, { populationObserver })) {
    for (const record of records) {
      if (record.kind === 'end' && record.status === 'diverged') leave(ways[record.member]!);
    }
  }
  return Promise.all(ways.map(({ points, left }) => measured(landscape, points, left)));
}

/** The way of a member while it is followed. */
interface Way {
  readonly points: Point[];
  left: boolean;
}

/** Adds where every member is to be judged by, until that is no longer finite. */
function follow(ways: readonly Way[], at: readonly ArrayLike<number>[]): void {
  for (const [member, way] of ways.entries()) {
    if (way.left) continue;
    const [x, y] = Array.from(at[member]!) as [number, number];
    if (Number.isFinite(x) && Number.isFinite(y)) way.points.push([x, y]);
    else way.left = true;
  }
}

/** Ends a way where the parameters are no longer finite, though what the member is judged by still was. */
function leave(way: Way): void {
  if (!way.left) way.points.pop();
  way.left = true;
}

/** A way with its values, which ends where a value is not finite. */
async function measured(landscape: Landscape, way: readonly Point[], left: boolean): Promise<Path> {
  const values = await readValues(landscape, way);
  const end = values.findIndex((value) => !Number.isFinite(value));
  if (end < 0) return { points: way, losses: values, diverged: left };
  return { points: way.slice(0, end), losses: values.slice(0, end), diverged: true };
}
