import { groupBy } from '../../group-by.ts';
import {
  distinctWords,
  eachOnce,
  environmentWords,
  evaluatedScore,
  type TaskWords,
  type WordsOf,
} from '../../task-words.ts';
import { formatRate } from '../../text/format.ts';
import type { Axis } from './drawing/axes.ts';
import { type Curve, curvePanels } from './drawing/curve-panels.ts';
import type { Palette } from './drawing/palette.ts';
import { progressAxis, stepsLabel } from './drawing/progress-axis.ts';
import { optimizersIn, panelsByTask } from './drawing/tasks.ts';
import type { Drawn, Figure } from './figure.ts';
import { choiceNote, solvedNote } from './queries/chosen-runs.ts';
import { type CurveRow, curvesQuery } from './queries/curves-query.ts';
import {
  finiteValues,
  intervalNote,
  type MeanOverSeeds,
  meanOverSeeds,
  shareNote,
  shareOverSeeds,
} from './queries/seed-values.ts';

interface What {
  readonly x: 'env_step' | 'wall_s';
  readonly values: 'returns' | 'success_rates';
  readonly y: (words: TaskWords) => Axis;
  /** The first sentence of the caption. */
  readonly says: string;
  readonly wordsOf?: WordsOf | undefined;
}

/** Draws evaluations over training. */
export function drawCurves(rows: readonly CurveRow[], palette: Palette, what: What): Drawn | undefined {
  const { wordsOf = () => environmentWords } = what;
  const [overSeeds, note] =
    what.values === 'success_rates' ? [shareOverSeeds, shareNote] : [meanOverSeeds, intervalNote];
  const points = rows
    .map((row) => ({ row, over: overSeeds(finiteValues(row[what.values])) }))
    .filter(({ over }) => over.seeds > 0)
    .map(({ row, over }) => ({ ...row, over }));
  const panels = panelsByTask(points, (title, each) => {
    const words = wordsOf(each[0]!.env);
    const [x, y] = [progressAxis(what.x, words), what.y(words)];
    const reference = what.values === 'returns' ? (each[0]!.solved_at ?? undefined) : undefined;
    const curves = curvesOf(each, what.x);
    return curvePanels({ title, x, y, curves, ...(reference !== undefined && { reference }) }, palette);
  });
  if (panels.length === 0) return undefined;
  const optimizers = optimizersIn(points);
  const notes = [
    what.says,
    what.values === 'returns' && points.some(({ solved_at }) => solved_at !== null) ? solvedNote : '',
    choiceNote,
    note(
      'Bands',
      'mean',
      points.map(({ over }) => over.seeds),
    ),
    rows.some(({ seeds, runs }) => seeds < runs)
      ? 'Where runs have not got so far yet, the mean is of the others.'
      : '',
    rows.some(({ not_finite }) => not_finite > 0)
      ? 'An evaluation that is NaN or infinite counts as the worst of the experiment.'
      : '',
  ];
  return { panels, legend: optimizers, caption: notes.filter(Boolean).join(' ') };
}

function curvesOf(points: readonly (CurveRow & { over: MeanOverSeeds })[], x: What['x']): Curve[] {
  return [...groupBy(points, ({ optimizer }) => optimizer)].map(([optimizer, each]) => ({
    optimizer,
    title: `${optimizer}, learning rate ${formatRate(each[0]!.learning_rate)}`,
    points: each.map((row) => ({ x: row[x], y: row.over.mean, interval: row.over.interval })),
  }));
}

const diverged = 'After a divergence a run counts with the worst score of the experiment.';

const scoreAxis = (words: TaskWords): Axis => ({ label: evaluatedScore(words) });

/** The words of all tasks in some rows, each once. */
function wordsIn(rows: readonly CurveRow[], wordsOf: WordsOf): TaskWords[] {
  return distinctWords(rows.map(({ env }) => wordsOf(env)));
}

/** `Mean return of evaluations (the policy without exploration), mean over seeds.` */
function whatIsDrawn(words: TaskWords): string {
  const score = evaluatedScore(words);
  const by = words.episodes ? ' (the policy without exploration)' : '';
  return `${score[0]!.toUpperCase()}${score.slice(1)} of evaluations${by}, mean over seeds.`;
}

export const learningCurves: Figure<CurveRow> = {
  id: 'learning-curves',
  title: 'Learning curves over environment steps',
  sql: curvesQuery,
  draw: (rows, palette, wordsOf = () => environmentWords) => {
    const all = wordsIn(rows, wordsOf);
    const says = `${all.map(whatIsDrawn).join(' ')} ${diverged}`;
    const drawn = drawCurves(rows, palette, {
      x: 'env_step',
      values: 'returns',
      y: scoreAxis,
      says,
      wordsOf,
    });
    return drawn && { ...drawn, title: `Learning curves over ${eachOnce(all, stepsLabel)}` };
  },
};

export const learningCurvesInTime: Figure<CurveRow> = {
  id: 'learning-curves-in-time',
  title: 'Learning curves over wall-clock time',
  sql: curvesQuery,
  draw: (rows, palette, wordsOf) =>
    drawCurves(rows, palette, {
      x: 'wall_s',
      values: 'returns',
      y: scoreAxis,
      says: `The same over the seconds since the run's population began, whose members train side by side. ${diverged}`,
      wordsOf,
    }),
};
