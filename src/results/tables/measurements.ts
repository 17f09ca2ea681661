import { integer, real, text } from '../column.ts';
import { recorded } from '../table.ts';

export const measurements = recorded({
  name: 'measurements',
  row: 'a number that an agent, an optimizer, a controller or a diagnostic reports of an update',
  kind: 'measurement',
  key: ['updateIndex', 'agent', 'source', 'quantity'],
  team: 'a row an agent',
  columns: {
    updateIndex: integer(
      'the update that it is reported of; 0 for what is known before the first one, such as the evaluation of the start',
    ),
    agent: integer('1, 2, … in a team; 1 for an agent alone'),
    source: text(
      'who reports it: the agent by name; the word optimizer; the word controllers for what all of them had in force; or a controller or a diagnostic as it was called, such as plateau(patience=3)',
    ),
    quantity: text('what it is, in the words of its source'),
    value: real('how much', { tensorboard: 'measurements/{source}/{quantity}/agent{agent}' }),
  },
});
