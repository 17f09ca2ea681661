import type { Database } from 'better-sqlite3';

/** Scalars of one moment. NULL where there is no value. */
export interface ScalarRow {
  readonly step: number;
  /** Seconds since the population started. */
  readonly wallS: number;
  readonly scalars: readonly (readonly [name: string, value: number | null])[];
}

/**
 * The series of a run under CleanRL's names, each in the order of its steps; `eval/…`, `eval_sampled/…` and `gradients/…` are
 * our own.
 * The first two columns are the moment, the others are named like the scalars. `charts/SPS` is, as CleanRL's, the mean
 * since the start; of a member that trains in company it is the member's own steps by everybody's clock.
 */
const series = [
  `select env_step, wall_s,
     return as "charts/episodic_return",
     length as "charts/episodic_length"
   from episodes where run_id = ? order by episode`,
  `select env_step, wall_s,
     learning_rate as "charts/learning_rate",
     env_step / nullif(wall_s, 0) as "charts/SPS",
     value_loss as "losses/value_loss",
     policy_loss as "losses/policy_loss",
     entropy as "losses/entropy",
     approx_kl as "losses/approx_kl",
     clip_fraction as "losses/clipfrac",
     explained_variance as "losses/explained_variance"
   from updates where run_id = ? order by update_index`,
  `select env_step, wall_s,
     mean_return as "eval/mean_return",
     success_rate as "eval/success_rate"
   from evaluations where run_id = ? order by update_index`,
  `select env_step, wall_s,
     mean_return as "eval_sampled/mean_return",
     success_rate as "eval_sampled/success_rate"
   from sampled_evaluations where run_id = ? order by update_index`,
];

/**
 * What every row of these series has: SQLite keeps NaN as NULL, so NULL stands for NaN here, and not for a value that
 * there is not.
 */
const alwaysMeasured = new Set([
  'charts/episodic_return',
  'losses/policy_loss',
  'eval/mean_return',
  'eval_sampled/mean_return',
]);

/** One row a layer, whose name follows the moment. */
const gradientSeries = `
  select u.env_step, u.wall_s, iif(g.layer = '', 'all', g.layer) as layer,
    g.grad_norm as norm, g.grad_mean as mean, g.grad_std as std, g.grad_max_abs as max_abs,
    g.update_norm, g.param_norm, g.cosine_previous
  from gradient_stats g join updates u on u.run_id = g.run_id and u.update_index = g.update_index
  where g.run_id = ? order by g.update_index, g.layer_index`;

/** The series of one run, each to be read while it is iterated over. */
export function scalarSeries(db: Database, runId: number, gradients: boolean): Iterable<ScalarRow>[] {
  const plain = series.map((sql) => namedRows(db, sql, runId));
  return gradients ? [...plain, gradientRows(db, runId)] : plain;
}

type Row = readonly (number | null)[];

function* namedRows(db: Database, sql: string, runId: number): Generator<ScalarRow> {
  const query = db.prepare<[number], Row>(sql);
  const names = query.columns().map(({ name }) => name);
  for (const row of query.raw().iterate(runId)) {
    const scalars = row.slice(2).map((value, i) => {
      const name = names[i + 2]!;
      return [name, value ?? (alwaysMeasured.has(name) ? Number.NaN : null)] as const;
    });
    yield { step: row[0]!, wallS: row[1]!, scalars };
  }
}

function* gradientRows(db: Database, runId: number): Generator<ScalarRow> {
  const query = db.prepare<[number], [number, number, string, ...Row]>(gradientSeries);
  const names = query
    .columns()
    .slice(3)
    .map(({ name }) => name);
  for (const [step, wallS, layer, ...values] of query.raw().iterate(runId)) {
    yield { step, wallS, scalars: values.map((value, i) => [`gradients/${layer}/${names[i]}`, value]) };
  }
}
