import { integer, real } from '../column.ts';
import { view } from '../table.ts';

const unknown = { nullIf: 'it was begun by an earlier version' };

export const agentNormalisation = view({
  name: 'agent_normalisation',
  row: 'an update and an agent: how far its scores are from those of its team, and what statistics of the team would make of its advantages',
  parent: 'run',
  exported: false,
  columns: {
    runId: integer('the run'),
    updateIndex: integer('1, 2, …'),
    agent: integer('1, 2, … in a team; 1 for an agent alone'),
    scoreMean: real("mean of the agent's own scores", unknown),
    scoreStd: real('their population standard deviation', unknown),
    teamMean: real('mean of the scores of all agents', unknown),
    teamStd: real('their population standard deviation', unknown),
    globalSecondMoment: real(
      "mean square of the agent's advantages if team_mean and team_std made them: its gradient's square grows with it, and its own statistics make it 1",
      { nullIf: 'all scores of the team are the same, or begun by an earlier version' },
    ),
    secondMoment: real('mean square of the advantages that were learned from'),
  },
});
