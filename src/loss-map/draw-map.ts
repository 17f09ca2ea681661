import type { OptimizerAtRates } from '../optimizers/at-rates.ts';
import type { NamedLandscape, Point } from '../test-functions/index.ts';
import { descend } from './descend.ts';
import { type DescentResult, measure } from './descent-result.ts';

/** What is asked of every optimizer on every function. */
export interface MapSettings {
  readonly iterations: number;
  /** How near to a minimum counts as arrived, as a share of the domain's diagonal. */
  readonly tolerance: number;
}

/** Lets an optimizer descend from all starts with all its learning rates, as one population. */
export async function drawMap(
  landscape: NamedLandscape,
  { label, calls, rates }: OptimizerAtRates,
  starts: readonly Point[],
  { iterations, tolerance }: MapSettings,
): Promise<DescentResult[]> {
  const members = rates.flatMap((learningRate, index) =>
    starts.map((place, start) => ({ learningRate, start, place, call: calls[index]! })),
  );
  const paths = await descend(
    landscape,
    members.map(({ call }) => call),
    members.map(({ place }) => place),
    iterations,
  );
  return paths.map((path, member) => ({
    function: landscape.label,
    optimizer: label,
    learningRate: members[member]!.learningRate,
    start: members[member]!.start,
    path,
    ...measure(landscape, path, tolerance),
  }));
}
