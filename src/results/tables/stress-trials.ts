import { integer, oneOf, real, text, truth } from '../column.ts';
import { type Row, table } from '../table.ts';

/** How optimizers do on small problems that each break something: experiments of their own, which have no runs. */
export const stressTrials = table({
  name: 'stress_trials',
  row: 'one optimizer with one learning rate on one problem of rl-bench stress, by one seed',
  parent: 'experiment',
  hasId: true,
  key: ['optimizer', 'problem', 'phase', 'learningRate', 'seed'],
  columns: {
    optimizer: text('the label as written, without the learning rate'),
    problem: text('ill-conditioned, spike, …'),
    mode: text('the failure mode that the problem is about, a column of the matrix'),
    phase: oneOf(['tuning', 'scoring'])(
      'tuning chooses the learning rate that scoring takes, by other seeds',
    ),
    learningRate: real('the one that was set', { nullIf: 'the rule has none' }),
    seed: integer('of start, disturbances and what the optimizer draws'),
    status: oneOf(['finished', 'diverged'])('how it ended'),
    finalError: real('how far from solved at the end, as a share of the start', { nullIf: 'it diverged' }),
    solved: truth('whether it was solved in the last tenth of the steps throughout'),
    stepsToSolved: integer('from which on it stayed solved', { unit: 'steps', nullIf: 'it was not solved' }),
  },
});

export type StressTrialRow = Row<typeof stressTrials.columns>;
