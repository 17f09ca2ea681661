import type { Database } from 'better-sqlite3';
import { groupBy } from '../group-by.ts';
import { fewestSeeds } from '../stats/index.ts';
import type { RunScore } from '../store/index.ts';
import { byWhat, finalScore } from '../task-words.ts';
import { formatCount, formatNumber, formatRate, formatSeconds, formatShare } from '../text/format.ts';
import { alike, estimate, type Numbers } from '../text/format-alike.ts';
import { formatBudget } from '../text/format-budget.ts';
import { escapeMarkdown, markdownList, markdownTable, markdownTitle } from '../text/markdown.ts';
import { type Column, table } from '../text/table.ts';
import { wrapped } from '../text/wrapped.ts';
import { divergedMark, notFiniteMark, notFiniteMeaning, seedsCell } from './counted-as-worst.ts';
import type { SeedScores } from './seed-scores.ts';
import { type BoardOptions, type TaskBoard, taskBoards } from './task-boards.ts';

const terminalWidth = 80;

/**
 * What `rl-bench run` prints at its end: for every environment and agent of an experiment a table of the optimizers,
 * best first, at most 80 columns wide, with everything in footnotes that a reader has to know.
 *
 * @param width of tables.
 * @throws UsageError for an experiment that is not there, or one without tuning runs whose tuned rates are wanted.
 */
export function runSummary(
  db: Database,
  experimentId: number,
  options: BoardOptions = {},
  width = terminalWidth,
): string {
  return taskBoards(db, experimentId, options)
    .map((board) => boardText(board, width))
    .join('\n\n');
}

function boardText(board: TaskBoard, width: number): string {
  const notes = notesOn(board);
  return [
    heading(board),
    ...(board.recipe === undefined ? [] : [wrapped(board.recipe, terminalWidth)]),
    '',
    table(columnsFor(board), board.scores, { width }),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
}

/** The same in GitHub's Markdown. */
export function boardMarkdown(board: TaskBoard): string {
  const columns = columnsFor(board);
  const rows = board.scores.map((score) => columns.map(({ cell }) => cell(score)));
  const notes = notesOn(board);
  return [
    markdownTitle(heading(board)),
    ...(board.recipe === undefined ? [] : [escapeMarkdown(board.recipe)]),
    markdownTable(columns, rows),
    ...(notes.length > 0 ? [markdownList(notes)] : []),
  ].join('\n\n');
}

function heading({ title, env, agent, phase, words, ...budget }: TaskBoard): string {
  const tuning = phase === 'tuning' ? ', tuning' : '';
  return `${title}: ${env}, ${agent}, ${formatBudget(budget, words)}${tuning}`;
}

function notesOn(board: TaskBoard): string[] {
  const { unended } = board;
  return [...footnotes(board), ...unfinished(unended)];
}

/** Columns that would be empty (no success, no threshold) are left out. */
function columnsFor({ scores, rewardThreshold: threshold, words }: TaskBoard): Column<SeedScores>[] {
  const columns: Column<SeedScores>[] = [
    { header: 'optimizer', cell: ({ optimizer }) => optimizer, wraps: true },
    ...(scores.some(({ chosen }) => chosen !== undefined) ? [chosenColumn] : []),
    { header: 'lr', align: 'right', cell: ({ learningRate }) => formatRate(learningRate) },
    { header: 'seeds', align: 'right', cell: seedsCell },
    ranksByEpisodes(scores)
      ? numberColumn('last 100', scores, (score) => estimate(score.last100Mean, score.last100Interval))
      : numberColumn(finalScore(words), scores, (score) => estimate(score.finalMean, score.interval)),
  ];
  if (scores.some(({ sampledMean }) => sampledMean !== undefined)) {
    columns.push({ ...numberColumn('sampled', scores, ({ sampledMean }) => [sampledMean]), align: 'right' });
  }
  if (scores.some(({ successRate }) => successRate !== undefined)) {
    columns.push({ header: 'success', align: 'right', cell: ({ successRate }) => formatShare(successRate) });
  }
  if (threshold !== null) {
    columns.push(
      { header: `${words.unit}s`, cell: stepsCell },
      { header: 'time', cell: ({ secondsToThreshold }) => formatSeconds(secondsToThreshold) },
    );
  }
  return columns;
}

/** What tuning chose beside the learning rate. */
const chosenColumn: Column<SeedScores> = {
  header: 'setting',
  cell: ({ chosen }) => chosen ?? '-',
  wraps: true,
};

/** True where nothing was evaluated, as in results of others. */
function ranksByEpisodes(scores: readonly SeedScores[]): boolean {
  return (
    scores.every(({ finalMean }) => finalMean === undefined) &&
    scores.some(({ last100Mean }) => last100Mean !== undefined)
  );
}

/** A column whose numbers have the same decimals. */
function numberColumn(
  header: string,
  scores: readonly SeedScores[],
  numbers: (score: SeedScores) => Numbers,
): Column<SeedScores> {
  const format = alike(scores.map(numbers));
  return { header, cell: (score) => format(numbers(score)) };
}

function stepsCell(score: SeedScores): string {
  const median = formatCount(score.stepsToThreshold);
  return reachedBySome(score) ? `${median} (${score.reached}/${score.seeds})` : median;
}

function reachedBySome({ reached, seeds }: SeedScores): boolean {
  return reached > 0 && reached < seeds;
}

function footnotes({ scores, rewardThreshold: threshold, words }: TaskBoard): string[] {
  const note = (holds: boolean, text: string) => (holds ? [text] : []);
  return [
    ...note(
      scores.some(({ finalMean }) => finalMean !== undefined),
      `${finalScore(words)}: of the last evaluation${byWhat(words)}.`,
    ),
    ...note(
      ranksByEpisodes(scores),
      'last 100: mean return of the last 100 training episodes; nothing was evaluated.',
    ),
    ...note(
      scores.some(({ sampledMean }) => sampledMean !== undefined),
      'sampled: on the same episodes with exploration, as in training.',
    ),
    ...note(
      scores.some(
        ({ interval, last100Interval }) =>
          (ranksByEpisodes(scores) ? last100Interval : interval) !== undefined,
      ),
      '[a, b]: 95 % bootstrap interval of the mean over seeds.',
    ),
    ...note(
      scores.some(({ seeds }) => seeds < fewestSeeds),
      'No interval: fewer than 3 seeds cannot say how sure a mean is; try --seeds 10.',
    ),
    ...note(
      threshold !== null && scores.length > 0,
      `${words.unit}s, time: until an evaluation first reached ${formatNumber(threshold)}, median over seeds.`,
    ),
    ...note(scores.some(reachedBySome), '(k/n): only k of n seeds got there; the median is over those k.'),
    ...note(
      scores.some(({ diverged }) => diverged > 0),
      `${divergedMark}: diverged; counts with the worst score of the experiment.`,
    ),
    ...note(
      scores.some(({ notFinite }) => notFinite > 0),
      `${notFiniteMark}: ${notFiniteMeaning}; counts with the worst one.`,
    ),
  ];
}

function unfinished(runs: readonly RunScore[]): string[] {
  const counts = [...groupBy(runs, ({ status }) => status)].map(
    ([status, { length }]) => `${length} ${status}`,
  );
  return counts.length > 0 ? [`Not counted, because they did not end: ${counts.join(', ')}.`] : [];
}
