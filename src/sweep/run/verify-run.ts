import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { RunError, UsageError } from '../../errors.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import {
  andThen,
  type FoundExperiment,
  hasEnded,
  openStore,
  type RunState,
  readExperiment,
} from '../../store/index.ts';
import type { Witness } from '../../training/witness.ts';
import { describeVersion } from '../../version.ts';
import type { PlannedPopulation } from '../plan/plan.ts';
import { createExperiment } from './experiment.ts';
import { configOf } from './saved-config.ts';
import { silentObserver } from './sweep-observer.ts';
import { trainExperiment } from './train-experiment.ts';
import { chosenMembers } from './unfinished.ts';

/** The first place at which a table of a run that was trained again is not as it was. */
export interface Difference {
  readonly table: string;
  /** 0, 1, … in the order of the table's key. */
  readonly row: number;
  /** '' where a row is there only once. */
  readonly column: string;
  readonly before: unknown;
  readonly now: unknown;
}

export interface Verification {
  /** Rows that were compared. */
  readonly rows: number;
  /** At most one a table. */
  readonly differences: readonly Difference[];
}

/** A run, the experiment that it belongs to, and its place there. */
export interface RunInFile extends RunState {
  readonly experiment: FoundExperiment;
  readonly population: number;
  readonly member: number;
  /** What it was trained on. */
  readonly backend: string;
}

/** What training writes, by key. The clock's columns and what names the run are left out of the comparison. */
const tables: Readonly<Record<string, string>> = {
  episodes: 'episode',
  updates: 'update_index',
  gradient_stats: 'update_index, layer_index',
  advantages: 'update_index, agent',
  evaluations: 'update_index',
  sampled_evaluations: 'update_index',
  trajectories: 'update_index, agent, episode, step',
};

/** @throws UsageError for a run that is not there or has not come to an end, as it takes to train it again. */
export function runInFile(db: Database, id: number): RunInFile {
  const run = db
    .prepare<
      [number],
      {
        status: RunState['status'];
        experimentId: number;
        population: number;
        member: number;
        backend: string;
      }
    >('select status, experiment_id as experimentId, population, member, backend from runs where id = ?')
    .get(id);
  if (run === undefined) {
    throw new UsageError(
      `no run ${id} in "${db.name}"; rl-bench sql "select id, optimizer, seed from runs" lists them`,
    );
  }
  if (!hasEnded(run)) {
    throw new UsageError(
      `run ${id} is ${run.status}, it has not come to its end; finish it with rl-bench resume ${run.experimentId}, on the same file`,
    );
  }
  if (run.backend.includes(andThen)) {
    throw new UsageError(
      `run ${id} was trained on ${run.backend}: training it again on one of them says nothing about it`,
    );
  }
  const experiment = readExperiment(db, run.experimentId);
  if (experiment) return { id, ...run, experiment };
  throw new UsageError(`run ${id} belongs to experiment ${run.experimentId}, which is not in "${db.name}"`);
}

/**
 * Trains a run again, alone, on the backend that it was trained on, and compares all that it writes with what is in the
 * file. On the backends of the CPU every bit is to be the same, whatever company the run had.
 *
 * @param plugins what stands for those of its experiment, loaded.
 * @param witness shown the member on its way.
 */
export async function verifyRun(
  db: Database,
  run: RunInFile,
  plugins: readonly LoadedPlugin[],
  signal: AbortSignal,
  witness?: Witness,
): Promise<Verification> {
  const { backend } = run;
  const { title } = configOf(run.experiment);
  const alone = planOfRun(run);
  const folder = mkdtempSync(join(tmpdir(), 'rl-bench-verify-'));
  try {
    const store = openStore(join(folder, 'again.sqlite'));
    try {
      const plan = { title, populations: [alone] };
      const settings = { backend, plugins };
      const experiment = createExperiment(store, plan, { ...settings, command: '', fingerprint: '' });
      const how = { workers: 1, signal, observer: silentObserver, witness };
      await trainExperiment(experiment, store, { ...settings, ...how });
      return compared(db, run.id, store.db, experiment.runIds[0]!);
    } finally {
      store.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The population of a run with that run's member alone. */
export function planOfRun({ id, experiment, population, member: own }: RunInFile): PlannedPopulation {
  const planned = configOf(experiment).populations[population];
  if (planned?.population.members[own] === undefined) {
    throw new UsageError(`run ${id} is not in the plan of experiment ${experiment.id}; start it anew`);
  }
  return chosenMembers(
    planned,
    planned.population.members.map((_, member) => member === own),
  );
}

/** Complains of what differs, if anything does. @throws RunError */
export function refuseDifferences(run: RunInFile, { differences }: Verification): void {
  if (differences.length === 0) return;
  const { version } = run.experiment;
  const other = version === describeVersion() ? '' : `; it was made by rl-bench ${version}`;
  throw new RunError(
    `run ${run.id} trained again is not the same: ${differences.map(words).join('; ')}${other}`,
  );
}

function words({ table, row, column, before, now }: Difference): string {
  if (column === '') return `${table} has ${before ? 'fewer' : 'more'} rows than before (${row})`;
  return `row ${row} of ${table}: ${column} was ${before}, is ${now}`;
}

function compared(before: Database, id: number, now: Database, idNow: number): Verification {
  let rows = 0;
  const differences: Difference[] = [];
  const compare = (table: string, columns: string, where: string): void => {
    // A file cannot be closed while one of its queries is being read: none begins before both are known to be possible.
    const [oldQuery, freshQuery] = [before, now].map((db) =>
      db.prepare<[number], Row>(`select ${columns} from ${table} where ${where}`),
    );
    const [old, fresh] = [oldQuery!.iterate(id), freshQuery!.iterate(idNow)];
    try {
      for (let row = 0; ; row++) {
        const [a, b] = [old.next(), fresh.next()];
        if (a.done && b.done) return;
        rows++;
        const found = difference(a.done ? undefined : a.value, b.done ? undefined : b.value);
        if (found === undefined) continue;
        differences.push({ table, row, ...found });
        return;
      }
    } finally {
      old.return?.();
      fresh.return?.();
    }
  };
  compare('runs', 'status, error, env_steps, updates', 'id = ?');
  for (const [table, key] of Object.entries(tables)) {
    compare(table, measured(before, table).join(', '), `run_id = ? order by ${key}`);
  }
  return { rows, differences };
}

type Row = Readonly<Record<string, unknown>>;

function difference(
  before: Row | undefined,
  now: Row | undefined,
): Omit<Difference, 'table' | 'row'> | undefined {
  if (!before || !now) return { column: '', before: before && 'a row', now: now && 'a row' };
  const column = Object.keys(before).find((name) => !Object.is(before[name], now[name]));
  return column === undefined ? undefined : { column, before: before[column], now: now[column] };
}

function measured(db: Database, table: string): string[] {
  const names = db.prepare<[string], string>('select name from pragma_table_info(?)').pluck().all(table);
  return names.filter((name) => name !== 'run_id' && name !== 'wall_s');
}
