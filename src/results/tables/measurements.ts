import { integer, real, text } from '../column.ts';
import { recorded } from '../table.ts';

export const measurements = recorded({
  name: 'measurements',
  row: 'a number that an agent, an optimizer, a controller or a diagnostic reports of an update',
  kind: 'measurement',
  key: ['updateIndex', 'agent', 'source', 'quantity'],
  team: 'a row an agent',
  columns: {
    updateIndex: integer('1, 2, …'),
    agent: integer('1, 2, … in a team; 1 for an agent alone'),
    source: text(
      'who reports it: the agent by name, or the label of the optimizer, the controller or the diagnostic',
    ),
    quantity: text('what it is, in the words of its source'),
    value: real('how much', { tensorboard: 'measurements/{source}/{quantity}/agent{agent}' }),
  },
});
