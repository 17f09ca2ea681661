import { integer, real, seconds } from '../column.ts';
import { recorded } from '../table.ts';

/** @param series under which TensorBoard shows them. */
const columns = (series: string) => ({
  updateIndex: integer('updates made before; 0 is the untrained policy'),
  envStep: integer("the run's environment steps so far", { unit: 'steps' }),
  episodes: integer('how many episodes it is of'),
  meanReturn: real('mean return of the episodes', { tensorboard: `${series}/mean_return` }),
  stdReturn: real('population standard deviation over the episodes'),
  successRate: real('share of the episodes that ended with success', {
    nullIf: 'the environment knows no success',
    tensorboard: `${series}/success_rate`,
  }),
  wallS: seconds('since the run started'),
});

export const evaluations = recorded({
  name: 'evaluations',
  row: 'the policy without exploration on episodes of its own',
  kind: 'evaluation',
  key: ['updateIndex'],
  team: 'one row',
  columns: columns('eval'),
});

export const sampledEvaluations = recorded({
  name: 'sampled_evaluations',
  row: 'with --eval-sampled: the same episodes once more with actions drawn from the policy, as in training',
  kind: 'sampled-evaluation',
  key: ['updateIndex'],
  team: 'one row',
  columns: columns('eval_sampled'),
});
