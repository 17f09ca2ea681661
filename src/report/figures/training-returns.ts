import { drawTraining } from './drawing/training-curves.ts';
import type { Figure } from './figure.ts';
import { type TrainingRow, trainingQuery } from './queries/training-query.ts';

const y = () => ({ label: 'return' });

export const trainingReturns: Figure<TrainingRow> = {
  id: 'training-returns',
  title: 'Returns while training',
  sql: trainingQuery,
  draw: (rows, palette) =>
    drawTraining(rows, palette, {
      panels: () => [
        { title: 'over episodes', values: 'returns', x: 'episodes', y },
        { title: 'over updates', values: 'returns', x: 'updates', y },
        { title: 'over wall-clock time', values: 'returns', x: 'wall_s', y },
      ],
      says: 'Return of training episodes (the policy with its exploration), mean over seeds. Where no episode of a seed ended, its last ones stand, and curves begin when every seed has one. After a divergence a run counts with the worst score of the experiment.',
    }),
};
