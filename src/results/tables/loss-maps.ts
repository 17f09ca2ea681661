import { finite, integer, oneOf, real, text } from '../column.ts';
import { type Row, table } from '../table.ts';

/** What optimizers did on test functions: experiments of their own, which have no runs. */
export const lossMaps = table({
  name: 'loss_maps',
  row: 'one optimizer with one learning rate on one test function, from one start',
  parent: 'experiment',
  hasId: true,
  key: ['function', 'optimizer', 'learningRate', 'start'],
  columns: {
    function: text('the label as written: rosenbrock(steepness=10)'),
    optimizer: text('the label as written, without the learning rate'),
    learningRate: real('the one that was set', { nullIf: 'the rule has none' }),
    start: integer("0 is the function's own start or the first one given"),
    startX: finite('where it started'),
    startY: finite('where it started'),
    iterations: integer('made; fewer than asked for where it diverged'),
    finalX: finite('where it was last while finite'),
    finalY: finite('where it was last while finite'),
    finalLoss: real('value of the function at the end', { nullIf: 'it diverged' }),
    distance: real('to the nearest of the lowest minima, or to the equilibrium of a game', {
      nullIf: 'it diverged',
    }),
    iterationsToTolerance: integer('from which on it stayed near one', { nullIf: 'it did not end there' }),
    status: oneOf(['finished', 'diverged'])('how it ended'),
  },
});

export type LossMapRow = Row<typeof lossMaps.columns>;

export const lossMapPoints = table({
  name: 'loss_map_points',
  row: 'a point of the way on a test function',
  parent: 'loss_map',
  hasId: false,
  key: ['iteration'],
  columns: {
    iteration: integer('0 is the start'),
    x: finite('where it was'),
    y: finite('where it was'),
    loss: finite('value of the function there'),
  },
});
