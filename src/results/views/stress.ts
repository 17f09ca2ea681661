import { integer, real, text } from '../column.ts';
import { view } from '../table.ts';

export const stressMatrix = view({
  name: 'stress_matrix',
  row: 'an optimizer on the problems of one failure mode: a cell of the matrix of rl-bench stress',
  parent: 'experiment',
  columns: {
    experimentId: integer('the experiment'),
    optimizer: text('the label as written, without the learning rate'),
    mode: text('the failure mode'),
    problems: integer('of this mode that were tried'),
    trials: integer('scoring trials on them'),
    solved: real('share of these that solved their problem, 0 to 1'),
    diverged: integer('of these, how many diverged'),
  },
});
