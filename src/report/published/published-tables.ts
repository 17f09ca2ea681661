import { several } from '../../several.ts';
import { fewestSeeds } from '../../stats/index.ts';
import { formatSeconds, formatShare } from '../../text/format.ts';
import { alike, type ColumnFormat, each, estimate, type RowFormat } from '../../text/format-alike.ts';
import type { TextTable } from '../compare/text-tables.ts';
import type { MetricBeside, PublishedMetric, SetBeside, ValueBeside } from './set-beside.ts';

const names: Readonly<Record<PublishedMetric, string>> = {
  episode_return: 'return while training',
  success_rate: 'success rate',
  seconds: 'time of a run',
};

const formats: Readonly<Record<PublishedMetric, ColumnFormat>> = {
  episode_return: alike,
  success_rate: each(formatShare),
  seconds: each(formatSeconds),
};

/** What each metric is, where it is not plain. */
const meanings: Readonly<Record<PublishedMetric, string>> = {
  episode_return:
    'Return while training: mean over all training episodes of a run (the policy with exploration), then over runs.',
  success_rate:
    'Success rate: share of the episodes of the last evaluation (the policy without exploration) that succeeded, mean over runs.',
  seconds:
    "Time of a run: ours is the wall-clock time of a population divided by its members, which train side by side, with whatever else ran on this machine; it has no interval, and the published one is another machine's.",
};

/** A table a metric: what was published, and what came out here. None of nothing. */
export function publishedTables(beside: SetBeside | undefined): TextTable[] {
  if (beside === undefined) return [];
  const { source, runs, metrics } = beside;
  return metrics.map((each) => publishedTable(each, source, runs));
}

function publishedTable({ metric, optimizers }: MetricBeside, source: string, runs: number): TextTable {
  const ours = optimizers.flatMap((each) => each.ours ?? []);
  const format = formats[metric](
    ours.flatMap(({ mean, interval, prediction }) => [
      estimate(mean, interval),
      ...(prediction ?? []).map((end) => [end] as const),
    ]),
  );
  return {
    heading: `Published and ours, ${names[metric]}: ${source}, ${several(runs, 'run')}`,
    columns: [
      { header: 'optimizer', align: 'left' },
      { header: 'published', align: 'right' },
      { header: 'ours', align: 'left' },
      { header: 'runs', align: 'right' },
      ...(hasIntervals(optimizers)
        ? ([
            { header: `${runs} of ours`, align: 'left' },
            { header: 'published is', align: 'left' },
          ] as const)
        : []),
    ],
    rows: optimizers.map((each) => [
      each.optimizer,
      metric === 'episode_return' ? String(each.published) : format([each.published]),
      ourCell(each, format),
      each.ours === undefined ? '-' : String(each.ours.runs),
      ...(hasIntervals(optimizers) ? [predictionCell(each, format), placeCell(each)] : []),
    ]),
  };
}

function hasIntervals(optimizers: MetricBeside['optimizers']): boolean {
  return optimizers.some(({ outside }) => outside !== undefined);
}

function ourCell({ ours }: ValueBeside, format: RowFormat): string {
  return ours === undefined ? '-' : format(estimate(ours.mean, ours.interval));
}

function predictionCell({ ours }: ValueBeside, format: RowFormat): string {
  if (ours?.prediction === undefined) return '-';
  return `[${ours.prediction.map((end) => format([end])).join(', ')}]`;
}

function placeCell({ outside }: ValueBeside): string {
  if (outside === undefined) return '-';
  return outside ? 'outside' : 'inside';
}

/** What one has to know of them, a line each. */
export function publishedNotes(beside: SetBeside | undefined): string[] {
  if (beside === undefined) return [];
  const { runs, metrics, diverged, notFinite } = beside;
  const values = metrics.flatMap(({ optimizers }) => optimizers);
  const note = (holds: boolean, text: string) => (holds ? [text] : []);
  return [
    ...metrics.map(({ metric }) => meanings[metric]),
    ...note(
      hasIntervals(values),
      `Ours: mean over seeds [95 % bootstrap interval${ofShares(metrics)}]. ${runs} of ours: where the mean of ${several(runs, 'run')} like ours would lie 95 % of the time; a published value outside of it is unlikely to come from the same procedure. One in twenty lies outside by chance.`,
    ),
    ...note(
      metrics.some(
        ({ metric, optimizers }) =>
          metric !== 'seconds' && optimizers.some(({ ours }) => ours && ours.interval === undefined),
      ),
      `No interval: fewer than ${fewestSeeds} seeds cannot say how sure a mean is.`,
    ),
    ...note(
      diverged > 0,
      `${diverged} of our runs diverged; such a run counts with the lowest return of all, and as no success.`,
    ),
    ...note(
      notFinite > 0,
      `${notFinite} of our runs finished with returns that are NaN or infinite; such a run counts in the same way.`,
    ),
  ];
}

/** Success rates have another interval than other numbers. */
export function ofShares(metrics: SetBeside['metrics']): string {
  return metrics.some(({ metric }) => metric === 'success_rate') ? ", of success rates Wilson's" : '';
}
