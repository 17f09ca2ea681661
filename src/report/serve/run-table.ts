import type { Database } from 'better-sqlite3';
import type { RunStatus } from '../../results/index.ts';
import { formatCount, formatNumber, formatRate, formatSeconds, formatShare } from '../../text/format.ts';
import { withReplacements } from '../../visible-text.ts';
import { chosenWords } from '../settings-of-runs.ts';

/** A cell as it is shown, and what rows are sorted by: null stands last. */
export type Cell = readonly [shown: string, value: string | number | null];

export interface RunLine {
  readonly status: RunStatus;
  /** What was said of a run that did not end well; else empty. */
  readonly error: string;
  readonly cells: readonly Cell[];
}

interface RunRow {
  readonly id: number;
  readonly experiment: number;
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
  readonly chosenSetting: string | null;
  readonly rate: number | null;
  readonly seed: number;
  readonly status: RunStatus;
  readonly error: string | null;
  readonly asked: number;
  readonly steps: number;
  readonly seconds: number | null;
  readonly score: number | null;
  readonly success: number | null;
}

interface RunColumn {
  readonly header: string;
  readonly kind: 'number' | 'label';
  readonly cell: (row: RunRow) => Cell;
}

const text = (shown: string): Cell => [withReplacements(shown), shown];

const runColumns: readonly RunColumn[] = [
  { header: 'run', kind: 'number', cell: ({ id }) => [String(id), id] },
  { header: 'experiment', kind: 'number', cell: ({ experiment }) => [String(experiment), experiment] },
  { header: 'environment', kind: 'label', cell: ({ env }) => text(env) },
  { header: 'agent', kind: 'label', cell: ({ agent }) => text(agent) },
  { header: 'optimizer', kind: 'label', cell: (row) => text(optimizerText(row)) },
  { header: 'learning rate', kind: 'number', cell: ({ rate }) => [formatRate(rate), rate] },
  { header: 'seed', kind: 'number', cell: ({ seed }) => [String(seed), seed] },
  { header: 'status', kind: 'label', cell: ({ status }) => text(status) },
  {
    header: 'steps',
    kind: 'number',
    cell: ({ steps, asked }) => [`${formatCount(steps)} of ${formatCount(asked)}`, steps],
  },
  { header: 'last evaluation', kind: 'number', cell: ({ score }) => [formatNumber(score), finite(score)] },
  { header: 'success', kind: 'number', cell: ({ success }) => [formatShare(success), success] },
  { header: 'time', kind: 'number', cell: ({ seconds }) => [formatSeconds(seconds), seconds] },
];

/** `SGD`, and where tuning chose more than its learning rate `SGD, momentum=0.9`. */
function optimizerText(row: Pick<RunRow, 'optimizer' | 'chosenSetting'>): string {
  const chosen = chosenWords(row);
  return chosen ? `${row.optimizer}, ${chosen}` : row.optimizer;
}

/** JSON has no infinity; beyond all other numbers it is sorted where it belongs. */
function finite(value: number | null): number | null {
  if (value === null || Number.isFinite(value)) return value;
  return value > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE;
}

/** The columns of the table of runs. */
export const runHeaders = runColumns.map(({ header, kind }) => ({ header, kind }));

/** The runs of some experiments, in the order in which they were planned; those under way with what they last reported. */
export function runLines(db: Database, experiments: readonly number[]): RunLine[] {
  return db
    .prepare<[string], RunRow>(
      `select r.id, r.experiment_id as experiment, r.env, r.agent, r.optimizer, r.chosen_setting as chosenSetting, r.learning_rate as rate, r.seed,
         r.status, r.error, r.total_timesteps as asked,
         coalesce(r.env_steps, u.env_step, 0) as steps, coalesce(r.wall_s, u.wall_s) as seconds,
         e.mean_return as score, e.success_rate as success
       from runs r
       left join updates u on u.run_id = r.id
         and u.update_index = (select max(update_index) from updates where run_id = r.id)
       left join evaluations e on e.run_id = r.id
         and e.update_index = (select max(update_index) from evaluations where run_id = r.id)
       where r.experiment_id in (select value from json_each(?))
       order by r.id`,
    )
    .all(JSON.stringify(experiments))
    .map((row) => ({
      status: row.status,
      error: withReplacements(row.error ?? ''),
      cells: runColumns.map(({ cell }) => cell(row)),
    }));
}
