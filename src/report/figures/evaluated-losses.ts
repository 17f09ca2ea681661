import { groupBy } from '../../group-by.ts';
import { environmentWords } from '../../task-words.ts';
import { formatRate } from '../../text/format.ts';
import { type Curve, curvePanels } from './drawing/curve-panels.ts';
import { progressAxis } from './drawing/progress-axis.ts';
import { optimizersIn, panelsByTask } from './drawing/tasks.ts';
import type { Figure } from './figure.ts';
import { choiceNote } from './queries/chosen-runs.ts';
import { type EvaluatedLossRow, evaluatedLossesQuery } from './queries/evaluated-losses-query.ts';
import { errorNote, finiteValues, meanWithError } from './queries/seed-values.ts';

const examples = [
  ['train_losses', 'examples learned from'],
  ['test_losses', 'other examples'],
] as const;

/** What separates the two is what a network has learned of its examples alone. Nothing of tasks without examples. */
export const evaluatedLosses: Figure<EvaluatedLossRow> = {
  id: 'evaluated-losses',
  title: 'Losses of evaluations',
  sql: evaluatedLossesQuery,
  draw: (rows, palette, wordsOf = () => environmentWords) => {
    const severalTasks = new Set(rows.map(({ env, agent }) => `${env}, ${agent}`)).size > 1;
    const panels = panelsByTask(rows, (task, each) => {
      const x = progressAxis('env_step', wordsOf(each[0]!.env));
      return examples.flatMap(([values, of]) => {
        const title = severalTasks ? `${task}: ${of}` : of;
        return curvePanels({ title, x, y: { label: 'loss' }, curves: curvesOf(each, values) }, palette);
      });
    });
    if (panels.length === 0) return undefined;
    const notes = [
      'Loss of evaluations on examples that are learned from, and on those that never are, mean over seeds. A run that diverged is in it until then.',
      choiceNote,
      errorNote(
        'Bands',
        rows.map(({ seeds }) => seeds),
      ),
      rows.some(({ seeds, runs }) => seeds < runs)
        ? 'Where runs have not got so far, the mean is of the others.'
        : '',
    ];
    return { panels, legend: optimizersIn(rows), caption: notes.filter(Boolean).join(' ') };
  },
};

function curvesOf(rows: readonly EvaluatedLossRow[], values: (typeof examples)[number][0]): Curve[] {
  return [...groupBy(rows, ({ optimizer }) => optimizer)].map(([optimizer, each]) => ({
    optimizer,
    title: `${optimizer}, learning rate ${formatRate(each[0]!.learning_rate)}`,
    points: each.map((row) => {
      const { mean, interval } = meanWithError(finiteValues(row[values]));
      return { x: row.env_step, y: mean, interval };
    }),
  }));
}
