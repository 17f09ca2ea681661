import { groupBy } from '../../group-by.ts';
import { mean } from '../../stats/index.ts';
import { finiteValues } from '../figures/queries/seed-values.ts';

/** What an optimizer came to at one learning rate with layers of one width. */
export interface WidthRow {
  readonly experiment: number;
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
  /** Null without μP. */
  readonly mup_base: number | null;
  readonly width: number;
  readonly learning_rate: number;
  /** Of each seed, as JSON. */
  readonly returns: string;
}

/** A learning rate and what came of it. */
export interface TriedRate {
  readonly rate: number;
  readonly scores: readonly number[];
  readonly mean: number;
}

/** All learning rates at one width. */
export interface AtWidth {
  readonly width: number;
  readonly experiment: number;
  /** Ascending. */
  readonly tried: readonly TriedRate[];
  /** The one with the highest mean; of equals the smallest. */
  readonly best: TriedRate;
}

/** An optimizer on a task, with or without μP, at all widths. */
export interface WidthSeries {
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
  readonly mupBase: number | null;
  /** `ADAM`, `ADAM with μP`. */
  readonly name: string;
  /** Ascending. */
  readonly widths: readonly AtWidth[];
}

/**
 * The statement that asks a file for {@link WidthRow}s: the mean return of the last hundred training episodes of every run,
 * which is less noisy than a single evaluation.
 *
 * @param titles of the experiments, as SQLite's GLOB has it: `width *`.
 */
export function widthsQuery(titles: string): string {
  return `select
  s.experiment_id as experiment, s.env, s.agent, s.optimizer, p.mup_base, p.width, s.learning_rate,
  json_group_array(s.last_100_return) as returns
from run_scores s
join run_plans p on p.run_id = s.run_id
join experiments x on x.id = s.experiment_id
where x.title glob '${titles.replaceAll("'", "''")}'
  and s.status in ('finished', 'diverged')
  and s.learning_rate > 0
  and p.width is not null
group by 1, 2, 3, 4, 5, 6, 7
order by 2, 3, 4, 5, 6, 7`;
}

/**
 * Those who were trained at two widths or more. Where one was trained in several experiments, the newest counts.
 */
export function widthSeries(rows: readonly WidthRow[]): WidthSeries[] {
  const series = groupBy(rows, ({ env, agent, optimizer, mup_base }) =>
    JSON.stringify([env, agent, optimizer, mup_base]),
  );
  const all = [...series.values()].map((own) => {
    const { env, agent, optimizer, mup_base } = own[0]!;
    const byWidth = [...groupBy(own, ({ width }) => `${width}`).values()].sort(
      (a, b) => a[0]!.width - b[0]!.width,
    );
    return {
      ...{ env, agent, optimizer, mupBase: mup_base },
      name: mup_base === null ? optimizer : `${optimizer} with μP`,
      widths: byWidth.flatMap(atWidth),
    };
  });
  return all.filter(({ widths }) => widths.length > 1);
}

function atWidth(rows: readonly WidthRow[]): AtWidth[] {
  const { width } = rows[0]!;
  const experiment = Math.max(...rows.map((row) => row.experiment));
  const tried = rows
    .filter((row) => row.experiment === experiment)
    .map((row) => ({ rate: row.learning_rate, scores: finiteValues(row.returns) }))
    .filter(({ scores }) => scores.length > 0)
    .map((each) => ({ ...each, mean: mean(each.scores)! }))
    .sort((a, b) => a.rate - b.rate);
  if (tried.length === 0) return [];
  const best = tried.reduce((leader, each) => (each.mean > leader.mean ? each : leader));
  return [{ width, experiment, tried, best }];
}

/** How well the best learning rate of the narrowest network does in the widest one. */
export interface Transfer {
  readonly narrow: AtWidth;
  readonly wide: AtWidth;
  /** The narrow one's best rate in the wide one; undefined where it was not tried there. */
  readonly carried: TriedRate | undefined;
}

export function transferOf({ widths }: Pick<WidthSeries, 'widths'>): Transfer {
  const [narrow, wide] = [widths[0]!, widths.at(-1)!];
  return { narrow, wide, carried: wide.tried.find(({ rate }) => rate === narrow.best.rate) };
}
