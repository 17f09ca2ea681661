import { integer, real } from '../column.ts';
import { recorded } from '../table.ts';

export const advantages = recorded({
  name: 'advantages',
  row: 'an update and an agent: what normalisation made of the scores that episodes are compared by',
  kind: 'advantage',
  key: ['updateIndex', 'agent'],
  team: 'a row an agent',
  columns: {
    updateIndex: integer('1, 2, …'),
    agent: integer('1, 2, … in a team; 1 for an agent alone'),
    rawMean: real("mean of the scores less their baseline, over the update's episodes"),
    rawStd: real('their sample standard deviation, as all here'),
    mean: real('mean of the advantages that were learned from'),
    std: real('their deviation'),
    zeroGroups: real('share of the groups that taught nothing: every advantage 0', {
      nullIf: 'episodes are not in groups',
    }),
    alpha: real("of BNPO's Beta distribution", { nullIf: 'it is another estimator' }),
    beta: real("of BNPO's Beta distribution", { nullIf: 'it is another estimator' }),
    scoreMean: real("mean of the agent's own scores over the update's steps, each with that of its episode", {
      nullIf: 'it was begun by an earlier version',
    }),
    scoreStd: real('their population standard deviation', { nullIf: 'it was begun by an earlier version' }),
  },
});
