import { environmentWords, finalScore } from '../../task-words.ts';
import { budgetCurve } from '../budget/budget-curves.ts';
import { type TriedRow, triedQuery } from '../tried/tried-query.ts';
import { triedTasks } from '../tried/tried-settings.ts';
import { curvePanels } from './drawing/curve-panels.ts';
import type { Figure } from './figure.ts';
import { intervalNote } from './queries/seed-values.ts';

/** Only of optimizers that were tried at two settings. */
export const budgetCurves: Figure<TriedRow> = {
  id: 'budget-curves',
  title: 'Score by tuning budget',
  sql: (experiment) => triedQuery(experiment),
  draw: (rows, palette, wordsOf = () => environmentWords) => {
    const tasks = triedTasks(rows).map((task) => ({
      ...task,
      curves: task.optimizers
        .filter(({ settings }) => settings.length > 1)
        .map((optimizer) =>
          budgetCurve(
            optimizer,
            optimizer.settings.map((_, index) => index + 1),
          ),
        )
        .filter((curve) => curve !== undefined),
    }));
    const panels = tasks.flatMap(({ env, agent, curves }) =>
      curvePanels(
        {
          title: `${env}, ${agent}`,
          x: { label: 'settings tried', whole: true, format: String },
          y: { label: finalScore(wordsOf(env)) },
          dots: true,
          curves: curves.map(({ name, labels, points }) => ({
            optimizer: labels[0]!,
            title: name,
            points: points.map((point) => ({
              x: point.trials,
              y: point.mean,
              interval: () => point.interval,
            })),
          })),
        },
        palette,
      ),
    );
    if (panels.length === 0) return undefined;
    const all = tasks.flatMap(({ curves }) => curves);
    const several = all.filter(({ labels }) => labels.length > 1);
    const notes = [
      'Expected score of the best of so many random settings out of those tried, chosen on all seeds but one and judged by that one.',
      intervalNote(
        'Bands',
        'mean',
        all.map(({ seedList }) => seedList.length),
      ),
      ...new Set(several.map(({ name, labels }) => `${name} has the colour of ${labels[0]}.`)),
    ];
    return { panels, legend: [...new Set(all.map(({ labels }) => labels[0]!))], caption: notes.join(' ') };
  },
};
