import { integer, oneOf, real, text, truth } from '../column.ts';
import { type Row, table } from '../table.ts';

export const policyEvaluations = table({
  name: 'policy_evaluations',
  row: 'a policy that a run has left, on episodes that rl-bench evaluate let it play; no part of the training',
  parent: 'run',
  hasId: false,
  key: ['choice', 'env', 'seed', 'episodes', 'sampled'],
  columns: {
    choice: oneOf(['final', 'best'])('which of the policies that the run has left'),
    env: text('the environment as written; another than that of training, where one was named'),
    seed: integer('of the episodes: runs that are evaluated by the same seed meet the same starts'),
    episodes: integer('how many episodes it is of'),
    sampled: truth('true: actions were drawn from the policy; false: the most probable ones'),
    meanReturn: real('mean return of the episodes'),
    stdReturn: real('population standard deviation over the episodes'),
    successRate: real('share of the episodes that ended with success', {
      nullIf: 'the environment knows no success',
    }),
    evaluatedAt: text('when it was evaluated', { wallClock: true }),
  },
});

export type PolicyEvaluationRow = Row<typeof policyEvaluations.columns>;
