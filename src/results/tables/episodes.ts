import { integer, real, seconds, truth } from '../column.ts';
import { recorded } from '../table.ts';

export const episodes = recorded({
  name: 'episodes',
  row: 'a training episode that has ended',
  kind: 'episode',
  key: ['episode'],
  team: 'one row',
  columns: {
    episode: integer('0, 1, … in the order in which the episodes of the run ended'),
    envStep: integer("the run's environment steps when it ended", { unit: 'steps' }),
    return: real('sum of rewards, undiscounted, not normalised', {
      team: 'mean',
      tensorboard: 'charts/episodic_return',
    }),
    length: integer('its steps', { unit: 'steps', tensorboard: 'charts/episodic_length' }),
    success: truth('whether it ended with success', { nullIf: 'the environment knows no success' }),
    wallS: seconds('since the run started, as in all tables of a run'),
  },
});
