import { environmentWords } from '../../task-words.ts';
import { formatShare } from '../../text/format.ts';
import type { Axis } from './drawing/axes.ts';
import { drawTraining, type TrainingPanel } from './drawing/training-curves.ts';
import type { Figure } from './figure.ts';
import { type TrainingRow, trainingQuery } from './queries/training-query.ts';

const overUpdates = (values: TrainingPanel['values'], axis: Axis): TrainingPanel => ({
  values,
  x: 'updates',
  y: () => axis,
});

/** What an update reports, each once. What an agent does not report has no panel. */
const panels: readonly TrainingPanel[] = [
  { values: 'losses', x: 'updates', y: ({ episodes }) => ({ label: episodes ? 'policy loss' : 'loss' }) },
  overUpdates('value_losses', { label: 'value loss' }),
  overUpdates('entropies', { label: 'entropy, nats' }),
  overUpdates('divergences', { label: 'KL divergence, nats' }),
  overUpdates('clip_fractions', { label: 'clip fraction', fromZero: true, format: formatShare }),
  overUpdates('explained_variances', { label: 'explained variance' }),
];

export const trainingLosses: Figure<TrainingRow> = {
  id: 'training-losses',
  title: 'Losses while training',
  sql: trainingQuery,
  draw: (rows, palette, wordsOf = () => environmentWords) =>
    drawTraining(rows, palette, {
      panels,
      wordsOf,
      says: "What updates report, mean over each one's minibatches and over seeds. A run that diverged is in it until then.",
    }),
};
