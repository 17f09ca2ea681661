import { formatRate } from '../../text/format.ts';
import type { DrawnMap } from '../drawn-map.ts';
import { reliefOf } from '../relief.ts';
import { formatPart, lowestOf } from './facts.ts';
import type { PolicyMap } from './policy-map.ts';
import { drawnQuery } from './queries.ts';

/** What is drawn of a policy's loss: the surface over the plane, and the path of its training as a way. */
export function drawnPolicy(map: PolicyMap): DrawnMap {
  const { run, path, pathShare } = map;
  const grid = { ...map.grid, values: drawable(map.grid.values) };
  const highest = Math.max(...grid.values);
  const rate = run.learningRate === null ? '' : `, rate ${formatRate(run.learningRate)}`;
  const ends = 'Ring: the untrained policy; dot: the trained one, in the middle';
  const marks = `${ends}; cross: the lowest point of the grid.`;
  const held =
    `The path is projected on the plane, which holds ${formatPart(pathShare)} of its variance about its end; ` +
    'the loss is that on the last roll-out.';
  return {
    label: `loss of run ${run.id}`,
    grid,
    relief: reliefOf(grid),
    ways: [
      {
        optimizer: run.optimizer,
        title: `${run.optimizer}${rate}`,
        paths: [
          {
            points: path.map(({ at }) => at),
            losses: path.map(({ planeLoss }) => (Number.isFinite(planeLoss) ? planeLoss : highest)),
          },
        ],
      },
    ],
    crosses: [lowestOf(map)],
    axes: axesOf(map),
    sql: drawnQuery(map.id),
    captions: {
      contours: `Darker is higher; lines stand at equal steps of a stretched scale. ${marks} ${held}`,
      surface: `Heights are stretched as the lines of the map are. ${marks} ${held}`,
      turnable: `Heights are stretched as the lines of the map below are. ${marks}`,
    },
  };
}

/** What is not finite is drawn as high as the highest value that is. */
function drawable(values: readonly number[]): number[] {
  const highest = Math.max(...values.filter(Number.isFinite));
  return values.map((value) => (Number.isFinite(value) ? value : highest));
}

function axesOf({ componentShares }: PolicyMap): [string, string] {
  if (componentShares === null) return ['α, first direction', 'β, second direction'];
  const [first, second] = componentShares.map(formatPart);
  return [`α, first component of the path (${first})`, `β, second component (${second})`];
}
