import { drawTraining } from './drawing/training-curves.ts';
import type { Figure } from './figure.ts';
import { type TrainingRow, trainingQuery } from './queries/training-query.ts';

export const trainingLosses: Figure<TrainingRow> = {
  id: 'training-losses',
  title: 'Losses while training',
  sql: trainingQuery,
  draw: (rows, palette) =>
    drawTraining(rows, palette, {
      values: 'losses',
      y: { label: 'policy loss' },
      says: "The policy's loss, mean over an update's minibatches and over seeds. A run that diverged is in it until then.",
    }),
};
