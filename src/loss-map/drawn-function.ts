import { formatRate } from '../text/format.ts';
import type { DrawnMap } from './drawn-map.ts';
import { pointsQuery } from './figures/queries.ts';
import type { MappedFunction } from './mapped-function.ts';

/** What is drawn of a test function: the way of every optimizer with the learning rate that suits it best. */
export function drawnFunction({ experiment, landscape, grid, relief, summaries }: MappedFunction): DrawnMap {
  const { label, minima, minimum, game } = landscape;
  const marks = `Rings: starts; dots: ends; crosses: ${game ? 'the equilibrium' : 'the lowest minima'}.`;
  return {
    label,
    grid,
    relief,
    ways: summaries.map(({ optimizer, learningRate, results }) => ({
      optimizer,
      title: `${optimizer}${learningRate === null ? '' : `, rate ${formatRate(learningRate)}`}`,
      paths: results.map(({ path }) => path),
    })),
    crosses: minima.map((at) => ({ at, loss: minimum })),
    axes: ['x', 'y'],
    sql: pointsQuery(experiment, label),
    captions: {
      contours:
        `Darker is higher; lines stand at equal steps of a stretched scale. ${marks} Of each optimizer the learning ` +
        `rate with the ${game ? 'least median distance' : 'lowest median final loss'}.`,
      surface:
        'Heights are stretched as the lines of the map are. The ways from the first start; what leaves the domain is cut off. ' +
        `Crosses: ${game ? 'the equilibrium' : 'the lowest minima'}.`,
      turnable: `Heights are stretched as the lines of the map below are. ${marks}`,
    },
  };
}
