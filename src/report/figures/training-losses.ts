import { environmentWords } from '../../task-words.ts';
import { drawTraining } from './drawing/training-curves.ts';
import type { Figure } from './figure.ts';
import { type TrainingRow, trainingQuery } from './queries/training-query.ts';

export const trainingLosses: Figure<TrainingRow> = {
  id: 'training-losses',
  title: 'Losses while training',
  sql: trainingQuery,
  draw: (rows, palette, wordsOf = () => environmentWords) =>
    drawTraining(rows, palette, {
      values: 'losses',
      y: ({ episodes }) => ({ label: episodes ? 'policy loss' : 'loss' }),
      wordsOf,
      says: `${rows.some(({ env }) => wordsOf(env).episodes) ? "The policy's loss" : 'The loss'}, mean over an update's minibatches and over seeds. A run that diverged is in it until then.`,
    }),
};
