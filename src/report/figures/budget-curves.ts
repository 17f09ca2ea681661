import { environmentWords, finalScore } from '../../task-words.ts';
import { budgetCurve } from '../budget/budget-curves.ts';
import { type BudgetOverTasks, budgetOverTasks } from '../budget/budget-over-tasks.ts';
import { type TriedRow, triedQuery } from '../tried/tried-query.ts';
import { type TriedTask, triedTasks } from '../tried/tried-settings.ts';
import { curvePanels } from './drawing/curve-panels.ts';
import type { Palette } from './drawing/palette.ts';
import type { Figure, Panel } from './figure.ts';
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
    const most = Math.max(...tasks.flatMap(({ curves }) => curves.map(({ settings }) => settings)));
    const counts = Array.from({ length: Math.max(0, most) }, (_, index) => index + 1);
    const over = budgetOverTasks(tasks, counts);
    const panels = over === undefined ? [] : overTasks(over, tasks, palette);
    panels.push(
      ...tasks.flatMap(({ env, agent, curves }) =>
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
      ),
    );
    if (panels.length === 0) return undefined;
    const all = tasks.flatMap(({ curves }) => curves);
    const several = all.filter(({ labels }) => labels.length > 1);
    const notes = [
      ...(over === undefined
        ? []
        : [
            'Over tasks scores are normalised on each, between the 5th and 95th percentile of all settings; bands are over the seeds of each task.',
          ]),
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

/** One more picture: the mean over all tasks. */
function overTasks(
  { tasks: count, trials }: BudgetOverTasks,
  tasks: readonly TriedTask[],
  palette: Palette,
): Panel[] {
  return curvePanels(
    {
      title: `${count} tasks`,
      x: { label: 'settings tried', whole: true, format: String },
      y: { label: 'normalised score' },
      dots: true,
      curves: (trials[0]?.optimizers ?? []).map(({ name }) => ({
        optimizer: tasks[0]!.optimizers.find((each) => each.name === name)!.labels[0]!,
        title: name,
        points: trials.map(({ trials: x, optimizers }) => {
          const { value, interval } = optimizers.find((each) => each.name === name)!.score;
          return { x, y: value, interval: () => interval };
        }),
      })),
    },
    palette,
  );
}
