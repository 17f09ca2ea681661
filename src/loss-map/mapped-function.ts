import type { NamedLandscape } from '../test-functions/index.ts';
import type { DescentResult } from './descent-result.ts';
import { type Grid, gridOf } from './grid.ts';
import { type Relief, reliefOf } from './relief.ts';
import { type Summary, summarise } from './summary.ts';

/** A function with everything that is drawn of it. */
export interface MappedFunction {
  /** The experiment of the results file that it belongs to. */
  readonly experiment: number;
  readonly landscape: NamedLandscape;
  readonly grid: Grid;
  readonly relief: Relief;
  readonly summaries: readonly Summary[];
}

/** Points of the grid on either side: one more than what many numbers divide. */
const gridSide = 121;

/** @param results on this function. */
export async function mappedFunction(
  experiment: number,
  landscape: NamedLandscape,
  results: readonly DescentResult[],
): Promise<MappedFunction> {
  const grid = await gridOf(landscape, gridSide);
  const lowest = landscape.game ? undefined : landscape.minimum;
  return {
    experiment,
    landscape,
    grid,
    relief: reliefOf(grid, lowest),
    summaries: summarise(landscape, results),
  };
}
