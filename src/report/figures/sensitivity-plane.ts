import * as Plot from '@observablehq/plot';
import { formatHundredths } from '../../text/format.ts';
import { type OptimizerSensitivity, sensitivities } from '../sensitivity/sensitivities.ts';
import { type TriedRow, triedQuery } from '../tried/tried-query.ts';
import { triedTasks } from '../tried/tried-settings.ts';
import { scaleOptions } from './drawing/axes.ts';
import { drawPanel } from './drawing/plot.ts';
import type { Figure } from './figure.ts';

/** Adkins et al. 2024, figure 1: how well an optimizer does when it is tuned for each task, and what it owes to that. */
export const sensitivityPlane: Figure<TriedRow> = {
  id: 'sensitivity-plane',
  title: 'Score and sensitivity to settings',
  sql: (experiment) => triedQuery(experiment),
  draw: (rows, palette) => {
    const found = sensitivities(triedTasks(rows));
    const optimizers = found?.optimizers ?? [];
    if (!optimizers.some(({ settings }) => settings > 1)) return undefined;
    const values = (of: 'tuned' | 'sensitivity') =>
      optimizers.flatMap((each) => [each[of].value, ...(each[of].interval ?? [])]);
    const sure = optimizers.filter(({ sensitivity }) => sensitivity.interval !== undefined);
    const stroke = ({ labels }: OptimizerSensitivity) => palette.style(labels[0]!).colour;
    const isHollow = ({ labels }: OptimizerSensitivity) => palette.style(labels[0]!).dash !== undefined;
    const title = ({ name, sensitivity, tuned }: OptimizerSensitivity) =>
      `${name}: Φ ${formatHundredths(sensitivity.value)}, tuned ${formatHundredths(tuned.value)}`;
    const ends = (of: 'tuned' | 'sensitivity', end: 0 | 1) => (each: OptimizerSensitivity) =>
      each[of].interval![end];
    const x = { label: 'Φ, loss by one setting for all tasks', fromZero: true };
    const panel = drawPanel(`${found!.tasks.length} tasks`, {
      marginLeft: 62,
      x: scaleOptions(x, values('sensitivity')),
      y: scaleOptions({ label: 'normalised score, tuned for each task' }, values('tuned')),
      marks: [
        Plot.ruleY(sure, {
          y: ({ tuned }: OptimizerSensitivity) => tuned.value,
          x1: ends('sensitivity', 0),
          x2: ends('sensitivity', 1),
          stroke,
        }),
        Plot.ruleX(sure, {
          x: ({ sensitivity }: OptimizerSensitivity) => sensitivity.value,
          y1: ends('tuned', 0),
          y2: ends('tuned', 1),
          stroke,
        }),
        Plot.dot(optimizers, {
          x: ({ sensitivity }: OptimizerSensitivity) => sensitivity.value,
          y: ({ tuned }: OptimizerSensitivity) => tuned.value,
          // As lines are dashed where there are more optimizers than colours.
          fill: (each: OptimizerSensitivity) => (isHollow(each) ? 'var(--ground)' : stroke(each)),
          stroke,
          strokeWidth: 1.5,
          r: 4.5,
          title,
        }),
      ],
    });
    const notes = [
      'To the left: little is lost by one setting for all tasks; above: much is reached by tuning for each task. Scores are normalised on each task between the 5th and 95th percentile of all settings.',
      sure.length === 0
        ? 'No interval: fewer than 3 seeds cannot say how sure this is.'
        : 'Lines: 95\u00a0% bootstrap intervals over the seeds of each task.',
      optimizers.some(isHollow) ? 'Hollow dots: those with a dashed line in the legend.' : '',
      'Few seeds and many settings make an optimizer look more sensitive than it is.',
    ];
    return {
      panels: [panel],
      legend: optimizers.map(({ labels }) => labels[0]!),
      caption: notes.filter(Boolean).join(' '),
    };
  },
};
