import { finite, integer, oneOf, real } from '../column.ts';
import { type Row, table } from '../table.ts';

/** The loss of trained policies over planes through their parameters: experiments of their own, which have no runs. */
export const policyMaps = table({
  name: 'policy_maps',
  row: 'a plane through the parameters of a trained policy, over which its loss was measured',
  parent: 'experiment',
  hasId: true,
  key: [],
  columns: {
    runId: integer('the run whose policy it is', { isRun: true }),
    directions: oneOf(['path', 'random'])('what the plane is spanned by'),
    seed: integer('of random directions', { nullIf: 'nothing is drawn' }),
    side: integer('points of the grid on either side'),
    reach: finite('from the trained policy, at 0, 0, to the edges'),
    batchRows: integer('rows of the last roll-out, on which the loss is measured'),
    pathShare: finite("of the path's variance about its end, how much the plane holds"),
  },
});

export type PolicyMapRow = Row<typeof policyMaps.columns>;

export const policyMapLosses = table({
  name: 'policy_map_losses',
  row: 'a point of the grid',
  parent: 'policy_map',
  hasId: false,
  key: ['alpha', 'beta'],
  columns: {
    alpha: finite('along the first direction'),
    beta: finite('along the second direction'),
    loss: real('the loss there', { nullIf: 'it is not finite' }),
  },
});

export const policyMapPoints = table({
  name: 'policy_map_points',
  row: 'a point of the path',
  parent: 'policy_map',
  hasId: false,
  key: ['updateIndex'],
  columns: {
    updateIndex: integer('0 is the untrained policy'),
    alpha: finite('where the plane is nearest to it, along the first direction'),
    beta: finite('where the plane is nearest to it, along the second direction'),
    planeLoss: real('the loss there', { nullIf: 'it is not finite' }),
    loss: real('the loss where the parameters were', { nullIf: 'it is not finite' }),
  },
});
