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

/** What one step at a learning rate ten thousand times as large leaves of a policy, under different controllers. */
export const lrSpike = defineStudy({
  name: 'lr-spike',
  summary: 'what one spike of the learning rate leaves of PPO on cartpole, with and without controllers',
  source: 'piyush314/ghosts-of-softmax experiments/lrspike at 5a9638c',
  settings: z.object({
    window: z
      .int()
      .positive()
      .default(5120)
      .describe('environment steps whose episodes are averaged to one point'),
  }),
  expected: z.object({
    ...spikeExpected,
    largest_r: z.number().describe('the longest step without a spike, as a share of the radius'),
  }),
  trainings: spikeTrainings,
  series: () => [...Object.values(spikeSeries), radiusSeries],
  summarise: ({ ask, experiments, settings: { window } }) =>
    spikePoints({ ask, experiments }, (ask, experiment) =>
      ask<{ seed: number; place: number; y: number }>(
        // Numbers are handed over as real ones, whose quotients would be no whole windows.
        `select seed, (env_step - 1) / cast(? as integer) as place, avg(return) as y
         from runs join episodes on run_id = runs.id where experiment_id = ? group by seed, place order by seed, place`,
        window,
        experiment,
      ).map(({ place, ...point }) => ({ ...point, x: (place + 1) * window })),
    ),
  panels: () => [
    {
      title: 'Return in training',
      x: { label: 'environment steps' },
      y: { label: 'mean return of the episodes', fromZero: true },
      series: Object.values(spikeSeries),
    },
    {
      title: 'The longest step of an update without a spike',
      x: { label: 'update' },
      y: { label: 'share of the radius', scale: 'log' },
      series: [radiusSeries],
    },
  ],
  judge: (points, _settings, { largest_r, ...expected }) => judgeSpike(points, 'return', expected, largest_r),
});
