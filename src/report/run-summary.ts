import type { Database } from 'better-sqlite3';
import { UsageError } from '../errors.ts';
import { experimentTitle, type RunScore, runScores } from '../store/index.ts';
import { formatCount, formatNumber, formatRate, formatSeconds, formatShare } from './format.ts';
import { groupBy } from './group-by.ts';
import { type SeedScores, seedScores } from './seed-scores.ts';
import { type Column, table } from './table.ts';

const terminalWidth = 80;

/**
 * What `rl-bench run` prints at its end: for every environment and agent of an experiment a table of the optimizers,
 * best first, at most 80 columns wide, with everything in footnotes that a reader has to know.
 *
 * @throws UsageError for an experiment that is not there.
 */
export function runSummary(db: Database, experimentId: number): string {
  const title = experimentTitle(db, experimentId);
  if (title === undefined) {
    throw new UsageError(
      `no experiment ${experimentId} in "${db.name}"; rl-bench sql "select id, title from experiments" lists them`,
    );
  }
  const tasks = groupBy(runScores(db, experimentId), ({ env, agent }) => `${env}, ${agent}`);
  return [...tasks]
    .map(([task, runs]) => taskSummary(`${title || `experiment ${experimentId}`}: ${task}`, runs))
    .join('\n\n');
}

function taskSummary(heading: string, runs: readonly RunScore[]): string {
  const { totalTimesteps, rewardThreshold } = runs[0]!;
  const ended = runs.filter(({ status }) => status === 'finished' || status === 'diverged');
  const settings = groupBy(ended, ({ optimizer, learningRate }) => `${optimizer} ${learningRate}`);
  const scores = [...settings.values()]
    .map(seedScores)
    .sort((a, b) => (b.finalMean ?? -Infinity) - (a.finalMean ?? -Infinity));
  const notes = [...footnotes(scores, rewardThreshold), ...unfinished(runs)];
  return [
    `${heading}, ${formatCount(totalTimesteps)} steps`,
    '',
    table(columnsFor(scores, rewardThreshold), scores, { width: terminalWidth }),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
}

/** Columns that would be empty (no success, no threshold) are left out. */
function columnsFor(scores: readonly SeedScores[], threshold: number | null): Column<SeedScores>[] {
  const columns: Column<SeedScores>[] = [
    { header: 'optimizer', cell: ({ optimizer }) => optimizer, wraps: true },
    { header: 'lr', align: 'right', cell: ({ learningRate }) => formatRate(learningRate) },
    { header: 'seeds', align: 'right', cell: seedsCell },
    { header: 'final return', cell: finalReturnCell },
  ];
  if (scores.some(({ successRate }) => successRate !== undefined)) {
    columns.push({ header: 'success', align: 'right', cell: ({ successRate }) => formatShare(successRate) });
  }
  if (threshold !== null) {
    columns.push(
      { header: 'steps', cell: stepsCell },
      { header: 'time', cell: ({ secondsToThreshold }) => formatSeconds(secondsToThreshold) },
    );
  }
  return columns;
}

function seedsCell({ seeds, diverged }: SeedScores): string {
  return diverged > 0 ? `${seeds} (${diverged}†)` : String(seeds);
}

function finalReturnCell({ finalMean, interval }: SeedScores): string {
  return interval === undefined
    ? formatNumber(finalMean)
    : `${formatNumber(finalMean)} [${interval.map(formatNumber).join(', ')}]`;
}

function stepsCell(score: SeedScores): string {
  const median = formatCount(score.stepsToThreshold);
  return reachedBySome(score) ? `${median} (${score.reached}/${score.seeds})` : median;
}

function reachedBySome({ reached, seeds }: SeedScores): boolean {
  return reached > 0 && reached < seeds;
}

function footnotes(scores: readonly SeedScores[], threshold: number | null): string[] {
  const note = (holds: boolean, text: string) => (holds ? [text] : []);
  return [
    ...note(
      scores.some(({ interval }) => interval !== undefined),
      '[a, b]: 95 % bootstrap interval of the mean over seeds.',
    ),
    ...note(
      scores.some(({ seeds }) => seeds < 3),
      'No interval: fewer than 3 seeds cannot say how sure a mean is; try --seeds 10.',
    ),
    ...note(
      threshold !== null && scores.length > 0,
      `steps, time: until an evaluation first reached ${formatNumber(threshold)}, median over seeds.`,
    ),
    ...note(scores.some(reachedBySome), '(k/n): only k of n seeds got there; the median is over those k.'),
    ...note(
      scores.some(({ diverged }) => diverged > 0),
      '†: diverged; counts with the worst score of the experiment.',
    ),
  ];
}

function unfinished(runs: readonly RunScore[]): string[] {
  const rest = runs.filter(({ status }) => status !== 'finished' && status !== 'diverged');
  const counts = [...groupBy(rest, ({ status }) => status)].map(
    ([status, { length }]) => `${length} ${status}`,
  );
  return counts.length > 0 ? [`Not counted, because they did not end: ${counts.join(', ')}.`] : [];
}
