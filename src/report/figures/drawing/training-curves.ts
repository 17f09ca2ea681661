import { groupBy } from '../../../group-by.ts';
import { environmentWords, type TaskWords, type WordsOf } from '../../../task-words.ts';
import { formatRate } from '../../../text/format.ts';
import type { Drawn, Panel } from '../figure.ts';
import { choiceNote } from '../queries/chosen-runs.ts';
import { errorNote, finiteValues, type MeanOverSeeds, meanWithError } from '../queries/seed-values.ts';
import type { TrainingRow } from '../queries/training-query.ts';
import type { Axis } from './axes.ts';
import { type Curve, curvePanels } from './curve-panels.ts';
import type { Palette } from './palette.ts';
import { type Progress, progressAxis } from './progress-axis.ts';
import { optimizersIn, panelsByTask } from './tasks.ts';

/** A panel of every task. */
export interface TrainingPanel {
  /** Default: what the axis says. */
  readonly title?: string;
  readonly values:
    | 'returns'
    | 'losses'
    | 'value_losses'
    | 'entropies'
    | 'divergences'
    | 'clip_fractions'
    | 'explained_variances';
  readonly x: Progress;
  readonly y: (words: TaskWords) => Axis;
}

interface What {
  /** Those of a task, by its words. */
  readonly panels: (words: TaskWords) => readonly TrainingPanel[];
  /** The first sentences of the caption. */
  readonly says: string;
  readonly wordsOf?: WordsOf | undefined;
}

type Point = TrainingRow & { readonly over: MeanOverSeeds };

/** Draws what training itself goes through, a panel for each of some values over steps, episodes, updates or seconds. */
export function drawTraining(
  rows: readonly TrainingRow[],
  palette: Palette,
  { panels: panelsOf, says, wordsOf = () => environmentWords }: What,
): Drawn | undefined {
  const severalTasks = new Set(rows.map(({ env, agent }) => `${env}, ${agent}`)).size > 1;
  const drawn: Point[] = [];
  const wanted: TrainingPanel[] = [];
  const panels = panelsByTask(rows, (task, each) => {
    const words = wordsOf(each[0]!.env);
    const ofTask = panelsOf(words).filter(
      ({ x }) => x === 'updates' || x === 'wall_s' || pacesDiffer(each, x),
    );
    wanted.push(...ofTask);
    return ofTask.flatMap(({ title: given, values, x, y }): Panel[] => {
      const axis = y(words);
      const title = given ?? axis.label;
      const points = each
        .map((row) => ({ ...row, over: meanWithError(finiteValues(row[values])) }))
        .filter(({ over }) => over.seeds > 0);
      drawn.push(...points);
      const curves = curvesOf(points, x);
      return curvePanels(
        { title: severalTasks ? `${task}: ${title}` : title, x: progressAxis(x, words), y: axis, curves },
        palette,
      );
    });
  });
  if (panels.length === 0) return undefined;
  const over = (x: Progress) => wanted.some((panel) => panel.x === x);
  const timed = [
    ...(over('episodes') ? ['Episodes are those that had ended by then.'] : []),
    ...(over('wall_s')
      ? ["Seconds are counted since the run's population began, whose members train side by side."]
      : []),
  ];
  const notes = [
    says,
    wanted.some(({ values }) => values === 'returns') && rows.some(({ not_finite }) => not_finite > 0)
      ? 'Where a return is NaN or infinite, the seed counts with the lowest point of the task.'
      : '',
    ...timed,
    choiceNote,
    errorNote(
      'Bands',
      drawn.map(({ over }) => over.seeds),
    ),
    rows.some(({ seeds, runs }) => seeds < runs)
      ? 'Where runs have not got so far yet, the mean is of the others.'
      : '',
  ];
  return { panels, legend: optimizersIn(drawn), caption: notes.filter(Boolean).join(' ') };
}

/** Paces that differ by less than this share are drawn to the same picture. */
const alike = 0.02;

/** False where episodes or steps go with updates at the same pace in all curves, so that a panel over them would say nothing more. */
function pacesDiffer(rows: readonly TrainingRow[], x: 'episodes' | 'env_step'): boolean {
  const paces = rows.map((row) => row[x] / row.updates);
  return Math.max(...paces) - Math.min(...paces) > alike * Math.max(...paces);
}

function curvesOf(points: readonly Point[], x: Progress): Curve[] {
  return [...groupBy(points, ({ optimizer }) => optimizer)].map(([optimizer, each]) => ({
    optimizer,
    title: `${optimizer}, learning rate ${formatRate(each[0]!.learning_rate)}`,
    points: each.map((row) => ({ x: row[x], y: row.over.mean, interval: row.over.interval })),
  }));
}
