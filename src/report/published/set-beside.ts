import type { Database } from 'better-sqlite3';
import {
  bootstrapInterval,
  type Interval,
  mean,
  predictionInterval,
  shareInterval,
} from '../../stats/index.ts';
import { askedRows } from '../figures/draw-figures.ts';
import { finiteValues } from '../figures/queries/seed-values.ts';
import { type PublishedRow, publishedQuery } from './published-query.ts';

/** What can be published of a study. */
export const publishedMetrics = ['episode_return', 'success_rate', 'seconds'] as const;
export type PublishedMetric = (typeof publishedMetrics)[number];

/** Published numbers beside ours. Plain data, as a comparison. */
export interface SetBeside {
  /** Where they were published. */
  readonly source: string;
  /** How many runs each published value is a mean of. */
  readonly runs: number;
  /** Those of which something was published. */
  readonly metrics: readonly MetricBeside[];
  /** Diverged runs among ours. */
  readonly diverged: number;
  /** Those that finished with returns that are NaN or infinite. */
  readonly notFinite: number;
}

export interface MetricBeside {
  readonly metric: PublishedMetric;
  /** In the order of the study. */
  readonly optimizers: readonly ValueBeside[];
}

export interface ValueBeside {
  readonly optimizer: string;
  readonly published: number;
  /** Undefined where none of our runs has come to an end, or knows the metric. */
  readonly ours: OurValue | undefined;
  /** True where the published value is not among those that as many of our runs would give; undefined where unknown. */
  readonly outside: boolean | undefined;
}

export interface OurValue {
  readonly mean: number;
  /** 95 % interval over seeds: bootstrap, of success rates Wilson's; undefined of fewer than three, and of seconds, which seeds share. */
  readonly interval: Interval | undefined;
  /** Where the mean of as many further runs as were published would lie, 95 % of the time; undefined as `interval` is. */
  readonly prediction: Interval | undefined;
  readonly runs: number;
}

/**
 * Sets the published numbers of an experiment beside what its runs came to.
 *
 * @param of labels of optimizers, all others are left out.
 * @returns undefined for an experiment without published numbers, or without a number of ours.
 */
export function setBeside(db: Database, experiment: number, of?: readonly string[]): SetBeside | undefined {
  const rows = askedRows(db, publishedQuery(experiment)) as PublishedRow[];
  return besideOurs(of === undefined ? rows : rows.filter(({ optimizer }) => of.includes(optimizer)));
}

/** The same of rows that were asked for already. */
export function besideOurs(rows: readonly PublishedRow[]): SetBeside | undefined {
  const metrics = publishedMetrics
    .map((metric) => ({ metric, optimizers: rows.flatMap((row) => valueBeside(row, metric)) }))
    .filter(({ optimizers }) => optimizers.some(({ ours }) => ours !== undefined));
  if (metrics.length === 0) return undefined;
  const { source, published_runs: runs } = rows[0]!;
  return {
    source,
    runs,
    metrics,
    diverged: rows.reduce((sum, { diverged }) => sum + diverged, 0),
    notFinite: rows.reduce((sum, { not_finite }) => sum + not_finite, 0),
  };
}

function valueBeside(row: PublishedRow, metric: PublishedMetric): ValueBeside[] {
  const published = row[metric];
  if (published === null) return [];
  const ours = ourValue(row, metric);
  const outside = ours?.prediction && !isWithin(published, ours.prediction);
  return [{ optimizer: row.optimizer, published, ours, outside }];
}

function ourValue(row: PublishedRow, metric: PublishedMetric): OurValue | undefined {
  if (metric === 'seconds') {
    const { our_seconds, members } = row;
    const unknown = { interval: undefined, prediction: undefined };
    return our_seconds === null ? undefined : { mean: our_seconds, ...unknown, runs: members! };
  }
  const values = finiteValues(metric === 'episode_return' ? row.our_episode_returns : row.our_success_rates);
  const centre = mean(values);
  if (centre === undefined) return undefined;
  const share = metric === 'success_rate';
  const interval = share ? shareInterval(values) : bootstrapInterval(values, mean);
  const prediction = predictionInterval(values, row.published_runs, mean);
  return {
    mean: centre,
    interval,
    prediction: share && prediction && interval ? hull(prediction, interval) : prediction,
    runs: values.length,
  };
}

/** Where further shares lie is known no better than what their mean is, also where all of ours were the same. */
function hull(one: Interval, other: Interval): Interval {
  return [Math.min(one[0], other[0]), Math.max(one[1], other[1])];
}

/** Rounding aside: where all seeds agree, an interval has no width. */
function isWithin(value: number, [low, high]: Interval): boolean {
  const slack = 1e-9 * Math.max(1, Math.abs(value));
  return value >= low - slack && value <= high + slack;
}
