import { environmentWords, type TaskWords } from '../../task-words.ts';
import { formatShare } from '../../text/format.ts';
import type { Axis } from './drawing/axes.ts';
import { stepsLabel } from './drawing/progress-axis.ts';
import { drawTraining, type TrainingPanel } from './drawing/training-curves.ts';
import type { Figure } from './figure.ts';
import { type TrainingRow, trainingQuery } from './queries/training-query.ts';

const overUpdates = (values: TrainingPanel['values'], axis: Axis): TrainingPanel => ({
  values,
  x: 'updates',
  y: () => axis,
});

const loss = (x: TrainingPanel['x'], over: string): TrainingPanel => ({
  title: `loss over ${over}`,
  values: 'losses',
  x,
  y: () => ({ label: 'loss' }),
});

/**
 * What an update reports, each once; what an agent does not report has no panel. The loss of a task without episodes is
 * what it minimises, so it is also drawn over what else one may pay with.
 */
const panels = (words: TaskWords): readonly TrainingPanel[] => [
  ...(words.episodes
    ? [overUpdates('losses', { label: 'policy loss' })]
    : [loss('env_step', stepsLabel(words)), loss('updates', 'updates'), loss('wall_s', 'wall-clock time')]),
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
