import { groupBy } from '../../../group-by.ts';
import { environmentWords, type TaskWords, type WordsOf } from '../../../task-words.ts';
import { formatCount, formatRate } from '../../../text/format.ts';
import type { Drawn, Panel } from '../figure.ts';
import { choiceNote } from '../queries/chosen-runs.ts';
import { errorNote, finiteValues, type MeanOverSeeds, meanWithError } from '../queries/seed-values.ts';
import type { TrainingRow } from '../queries/training-query.ts';
import type { Axis } from './axes.ts';
import { type Curve, curvePanels } from './curve-panels.ts';
import type { Palette } from './palette.ts';
import { optimizersIn, panelsByTask } from './tasks.ts';

interface What {
  readonly values: 'returns' | 'losses';
  readonly y: (words: TaskWords) => Axis;
  /** The first sentences of the caption. */
  readonly says: string;
  readonly wordsOf?: WordsOf | undefined;
}

/** What training is drawn over, a panel each. */
const progress = [
  {
    x: 'episodes',
    title: 'over episodes',
    axis: { label: 'episodes', fromZero: true, whole: true, format: formatCount },
  },
  {
    x: 'updates',
    title: 'over updates',
    axis: { label: 'updates', fromZero: true, whole: true, format: formatCount },
  },
  { x: 'wall_s', title: 'over wall-clock time', axis: { label: 'seconds', fromZero: true } },
] as const satisfies readonly { x: keyof TrainingRow; title: string; axis: Axis }[];

type Point = TrainingRow & { readonly over: MeanOverSeeds };

/** Draws what training itself goes through, against episodes, updates and seconds. */
export function drawTraining(
  rows: readonly TrainingRow[],
  palette: Palette,
  { values, y, says, wordsOf = () => environmentWords }: What,
): Drawn | undefined {
  const points = rows
    .map((row) => ({ ...row, over: meanWithError(finiteValues(row[values])) }))
    .filter(({ over }) => over.seeds > 0);
  const severalTasks = new Set(rows.map(({ env, agent }) => `${env}, ${agent}`)).size > 1;
  const panels = panelsByTask(points, (task, each) => {
    const words = wordsOf(each[0]!.env);
    return progress
      .filter(({ x }) => words.episodes || x !== 'episodes')
      .flatMap(({ x, title, axis }): Panel[] =>
        curvePanels(
          {
            title: severalTasks ? `${task}: ${title}` : title,
            x: axis,
            y: y(words),
            curves: curvesOf(each, x),
          },
          palette,
        ),
      );
  });
  if (panels.length === 0) return undefined;
  const notes = [
    says,
    values === 'returns' && rows.some(({ not_finite }) => not_finite > 0)
      ? 'Where a return is NaN or infinite, the seed counts with the lowest point of the task.'
      : '',
    `${points.some(({ env }) => wordsOf(env).episodes) ? 'Episodes are those that had ended by then; seconds' : 'Seconds'} are counted since the run's population began, whose members train side by side; all are means over seeds.`,
    choiceNote,
    errorNote(
      'Bands',
      points.map(({ over }) => over.seeds),
    ),
    rows.some(({ seeds, runs }) => seeds < runs)
      ? 'Where runs have not got so far yet, the mean is of the others.'
      : '',
  ];
  return { panels, legend: optimizersIn(points), caption: notes.filter(Boolean).join(' ') };
}

function curvesOf(points: readonly Point[], x: (typeof progress)[number]['x']): Curve[] {
  return [...groupBy(points, ({ optimizer }) => optimizer)].map(([optimizer, each]) => ({
    optimizer,
    title: `${optimizer}, learning rate ${formatRate(each[0]!.learning_rate)}`,
    points: each.map((row) => ({ x: row[x], y: row.over.mean, interval: row.over.interval })),
  }));
}
