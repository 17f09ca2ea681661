import * as Plot from '@observablehq/plot';
import { bootstrapInterval, iqm, mean } from '../../stats/index.ts';
import { distinctWords, environmentWords, finalScore, type TaskWords } from '../../task-words.ts';
import { formatNumber, formatRate } from '../../text/format.ts';
import { formatEstimate } from '../../text/format-alike.ts';
import { crossNote } from '../counted-as-worst.ts';
import { cut } from './drawing/labels.ts';
import type { Palette } from './drawing/palette.ts';
import { rowPanel } from './drawing/row-panel.ts';
import { panelsByTask } from './drawing/tasks.ts';
import type { Figure, Panel } from './figure.ts';
import { choiceNote, solvedNote } from './queries/chosen-runs.ts';
import { type ScoreRow, scoresQuery } from './queries/scores-query.ts';
import { finiteValues, intervalNote, seedsPhrase } from './queries/seed-values.ts';

interface Scored {
  readonly optimizer: string;
  readonly label: string;
  readonly title: string;
  readonly iqm: number;
  readonly mean: number;
  readonly interval: readonly [low: number, high: number] | undefined;
  readonly seeds: number;
  /** Runs that count as the worst. */
  readonly worst: number;
}

export const finalScores: Figure<ScoreRow> = {
  id: 'final-scores',
  title: 'Final scores',
  sql: scoresQuery,
  draw: (rows, palette, wordsOf = () => environmentWords) => {
    const seeds: number[] = [];
    const panels = panelsByTask(rows, (title, each) => {
      const scores = each.map(scored).filter((score) => score !== undefined);
      seeds.push(...scores.map((score) => score.seeds));
      return scores.length === 0
        ? []
        : [scoresPanel(title, scores, palette, wordsOf(each[0]!.env), each[0]!.solved_at)];
    });
    if (panels.length === 0) return undefined;
    const notes = [
      ...distinctWords(rows.map(({ env }) => wordsOf(env))).map((words) =>
        words.episodes
          ? 'Final return: mean return of the last evaluation (the policy without exploration).'
          : `Of the last evaluation: ${finalScore(words)}.`,
      ),
      'Dots: interquartile mean over seeds; ticks: mean.',
      intervalNote('Lines', 'interquartile mean', seeds),
      rows.some(({ solved_at }) => solved_at !== null) ? solvedNote : '',
      choiceNote,
      crossNote(rows.map(({ diverged, not_finite }) => ({ diverged, notFinite: not_finite }))),
    ];
    return { panels, legend: [], caption: notes.filter(Boolean).join(' ') };
  },
};

function scored(row: ScoreRow): Scored | undefined {
  const returns = finiteValues(row.returns);
  if (returns.length === 0) return undefined;
  const interval = bootstrapInterval(returns, iqm);
  const rate = row.learning_rate === null ? '' : `, ${formatRate(row.learning_rate)}`;
  const [centre, average] = [iqm(returns)!, mean(returns)!];
  const label = `${cut(row.optimizer, 18)}${rate}`;
  return {
    optimizer: row.optimizer,
    label,
    title: `${row.optimizer}${rate}: IQM ${formatEstimate(centre, interval)}, mean ${formatNumber(average)}, ${seedsPhrase([row.seeds])}`,
    iqm: centre,
    mean: average,
    interval,
    seeds: returns.length,
    worst: row.diverged + row.not_finite,
  };
}

function scoresPanel(
  title: string,
  scores: readonly Scored[],
  palette: Palette,
  words: TaskWords,
  solvedAt: number | null,
): Panel {
  const solved = solvedAt === null ? [] : [solvedAt];
  const values = [
    ...scores.flatMap((score) => [score.iqm, score.mean, ...(score.interval ?? [])]),
    ...solved,
  ];
  const ofRow = { y: 'optimizer', title: 'title' } as const;
  const colour = ({ optimizer }: Scored) => palette.style(optimizer).colour;
  return rowPanel(title, {
    rows: scores.map(({ optimizer, label }) => ({ key: optimizer, label })),
    x: { label: finalScore(words) },
    values,
    marks: [
      Plot.ruleX(solved, { strokeOpacity: 0.5, strokeDasharray: '2 3' }),
      Plot.ruleY(
        scores.filter(({ interval }) => interval !== undefined),
        {
          ...ofRow,
          x1: (score: Scored) => score.interval![0],
          x2: (score: Scored) => score.interval![1],
          stroke: colour,
          strokeWidth: 2.5,
        },
      ),
      Plot.tickX(scores, { ...ofRow, x: 'mean', stroke: colour, strokeWidth: 1.5, inset: 5 }),
      Plot.dot(scores, { ...ofRow, x: 'iqm', fill: colour, r: 4.5 }),
      Plot.dot(
        scores.filter(({ worst }) => worst > 0),
        { ...ofRow, x: 'iqm', symbol: 'times', stroke: 'currentColor', strokeWidth: 1.5, r: 6 },
      ),
    ],
  });
}
