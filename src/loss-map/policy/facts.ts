import { several } from '../../several.ts';
import type { Point } from '../../test-functions/index.ts';
import { formatNumber, formatRate } from '../../text/format.ts';
import { gridPoints } from '../grid.ts';
import type { PolicyMap } from './policy-map.ts';

/** Something that is said of a map, in the terminal and on the page alike. */
export interface Fact {
  readonly what: string;
  readonly value: string;
}

export function factsOf(map: PolicyMap): Fact[] {
  const { run, path, grid, batchRows, reach, pathShare, componentShares } = map;
  const [untrained, trained] = [path[0]!, path.at(-1)!];
  const lowest = lowestOf(map);
  const rate = run.learningRate === null ? '' : `, rate ${formatRate(run.learningRate)}`;
  const shares = componentShares ? ` (${componentShares.map(formatPart).join(' and ')})` : '';
  return [
    {
      what: 'run',
      value: `${run.id}: ${run.agent} on ${run.env} with ${run.optimizer}${rate}, seed ${run.seed}`,
    },
    {
      what: 'loss',
      value: `on the ${several(batchRows, 'row')} of the last of ${several(run.updates, 'roll-out')}`,
    },
    { what: 'directions', value: directionsInWords(map) },
    { what: 'grid', value: `${grid.side} × ${grid.side} points, ±${formatNumber(reach)}` },
    { what: 'path held', value: `${formatPart(pathShare)} of its variance about the end${shares}` },
    { what: 'trained', value: formatNumber(trained.loss) },
    { what: 'untrained', value: formatNumber(untrained.loss) },
    {
      what: 'lowest',
      value: `${formatNumber(lowest.loss)} of the grid, at ${lowest.at.map(formatNumber).join(', ')}`,
    },
  ];
}

/** The lowest point of the grid. */
export function lowestOf({ grid }: PolicyMap): { readonly at: Point; readonly loss: number } {
  const finite = grid.values.filter(Number.isFinite);
  const loss = Math.min(...finite);
  return { at: gridPoints(grid.domain, grid.side)[grid.values.indexOf(loss)]!, loss };
}

/** A share in percent, however small: random directions hold hardly anything of a path. */
export function formatPart(share: number): string {
  return `${formatNumber(100 * share)} %`;
}

function directionsInWords({ directions, seed }: PolicyMap): string {
  return directions === 'path'
    ? "the path's two principal components, of length 1"
    : `random, filters as long as the policy's, seed ${seed}`;
}
