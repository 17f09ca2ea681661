import { z } from 'zod';
import {
  judgeSpike,
  radiusSeries,
  spikeExpected,
  spikePoints,
  spikeSeries,
  spikeTrainings,
} from './spike-series.ts';
import { defineStudy } from './study-entry.ts';

/** The same of a classifier: one step at a learning rate ten thousand times as large. */
export const lrSpikeDigits = defineStudy({
  name: 'lr-spike-digits',
  summary:
    'what one spike of the learning rate leaves of a classifier of digits, with and without controllers',
  source: 'piyush314/ghosts-of-softmax experiments/lrspike at 5a9638c',
  settings: z.object({}),
  expected: z.object({
    ...spikeExpected,
    tolerance: z.number().describe('how far our scores may be on the wrong side of the published ones'),
  }),
  trainings: spikeTrainings,
  series: () => [...Object.values(spikeSeries), radiusSeries],
  summarise: (trained) =>
    spikePoints(trained, (ask, experiment) =>
      ask(
        `select seed, env_step as x, mean_return as y from runs join evaluations on run_id = runs.id
         where experiment_id = ? order by seed, x`,
        experiment,
      ),
    ),
  panels: () => [
    {
      title: 'Accuracy on images that were never seen',
      x: { label: 'samples' },
      y: { label: 'accuracy', domain: [0, 1] },
      series: Object.values(spikeSeries),
    },
    {
      title: 'The longest step of an update without a spike',
      x: { label: 'update' },
      y: { label: 'share of the radius', scale: 'log' },
      series: [radiusSeries],
    },
  ],
  judge: (points, _settings, { collapsed, survived, tolerance }) =>
    judgeSpike(points, 'accuracy', {
      collapsed: collapsed + tolerance,
      survived: survived - tolerance,
    }),
});
