import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { exportFiles } from '../../src/export/export-files.ts';
import { OutputFolder } from '../../src/export/output-folder.ts';
import type { TableFormat } from '../../src/export/table-formats.ts';
import { exportedTables, tablesNamed } from '../../src/export/tables.ts';
import type { Store } from '../../src/store/index.ts';
import { newStore } from '../store/new-store.ts';
import { episode, newExperiment } from '../store/records.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';
import { readonlyOf, results } from './results.ts';

/** Exports tables of some experiments; answers where a file lies. */
function exported(
  store: Store,
  format: TableFormat,
  tables: readonly string[] = [],
  experiments: readonly number[] = [1],
) {
  const folder = new OutputFolder(temporaryFolder());
  const options = { format, tables: tablesNamed(tables), gradients: false };
  const files = [...exportFiles(store.db, experiments, folder, options)];
  const path = (table: string) => join(folder.path, `${table}.${format}`);
  return { files, path, text: (table: string) => readFileSync(path(table), 'utf8') };
}

async function parquetRows(path: string) {
  return parquetReadObjects({ file: await asyncBufferFromFile(path) });
}

async function parquetTypes(path: string) {
  const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(path));
  return Object.fromEntries(schema.slice(1).map(({ name, type }) => [name, type]));
}

/** A table's rows as SQLite has them, integers in full. */
function rowsOf(store: Store, table: string, where: string): unknown[] {
  return store.db.prepare(`select * from ${table} where ${where}`).safeIntegers().all();
}

const tableNames = exportedTables.map(({ name }) => name);

const withExperiments: readonly string[] = [
  'runs',
  'leaderboard',
  'tuned_leaderboard',
  'learning_curves',
  'run_scores',
  'loss_maps',
  'policy_maps',
  'meta_generations',
  'stress_trials',
  'stress_matrix',
  'study_points',
];

function ofFirst(table: string): string {
  if (table === 'experiments') return 'id = 1';
  if (table === 'loss_map_points') return 'loss_map_id in (1, 2)';
  if (table === 'meta_pairs') return 'meta_generation_id = 1';
  if (table.startsWith('policy_map_')) return 'policy_map_id = 1';
  return withExperiments.includes(table) ? 'experiment_id = 1' : 'run_id in (1, 2, 3)';
}

describe('a file a table', () => {
  test.each(tableNames)('%s as Parquet is what the results file holds of the experiment', async (table) => {
    const store = results();
    const rows = rowsOf(store, table, ofFirst(table));
    expect(rows.length).toBeGreaterThan(0);
    const all = store.db.prepare(`select count(*) from ${table}`).pluck().get();
    expect(all).toBeGreaterThan(rows.length);
    expect(await parquetRows(exported(store, 'parquet', [table]).path(table))).toEqual(rows);
  });

  test.each(['csv', 'jsonl', 'parquet'] as const)('says how many rows and bytes of %s it wrote', (format) => {
    const store = results();
    const { files, path } = exported(store, format);
    expect(files.map(({ file }) => file)).toEqual(tableNames.map((table) => `${table}.${format}`));
    for (const [i, { rows, bytes }] of files.entries()) {
      expect(rows).toBe(rowsOf(store, tableNames[i]!, ofFirst(tableNames[i]!)).length);
      expect(bytes).toBe(readFileSync(path(tableNames[i]!)).length);
    }
  });

  test('CSV keeps infinities, and leaves the fields of NULL empty', () => {
    const lines = exported(results(), 'csv', ['episodes']).text('episodes').split('\r\n');
    expect(lines[0]).toBe('run_id,episode,env_step,return,length,success,wall_s');
    expect(lines.slice(1, 5)).toEqual([
      '1,0,20,20,20,0,0',
      '1,1,40,,20,0,1',
      '1,2,60,Infinity,20,0,2',
      '1,3,80,-Infinity,20,0,3',
    ]);
  });

  test('JSON Lines are one object a line', () => {
    const { text } = exported(results(), 'jsonl', ['episodes', 'experiments']);
    const episodes = text('episodes').trimEnd().split('\n');
    expect(
      episodes.slice(0, 4).map((line) => (JSON.parse(line) as { return: number | null }).return),
    ).toEqual([20, null, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(JSON.parse(text('experiments'))).toMatchObject({ id: 1, title: 'one, "two"' });
  });

  test('Parquet has types that do not depend on the rows', async () => {
    const store = newStore();
    store.createExperiment(newExperiment([{}]));
    const { path, files } = exported(store, 'parquet');
    expect(files.find(({ file }) => file === 'episodes.parquet')?.rows).toBe(0);
    expect(await parquetTypes(path('episodes'))).toEqual({
      run_id: 'INT64',
      episode: 'INT64',
      env_step: 'INT64',
      return: 'DOUBLE',
      length: 'INT64',
      success: 'INT64',
      wall_s: 'DOUBLE',
    });
    expect(await parquetTypes(path('leaderboard'))).toMatchObject({
      experiment_id: 'INT64',
      optimizer: 'BYTE_ARRAY',
      learning_rate: 'DOUBLE',
      seeds: 'INT64',
      finished: 'INT64',
      diverged: 'INT64',
      final_mean: 'DOUBLE',
      reached: 'INT64',
      steps_to_threshold: 'DOUBLE',
    });
    expect(await parquetRows(path('episodes'))).toEqual([]);
  });

  test('Parquet splits long tables into groups of rows', async () => {
    const store = newStore();
    const { runIds } = store.createExperiment(newExperiment([{}]));
    const count = 70_000;
    store.write(
      runIds,
      Array.from({ length: count }, (_, index) => episode({ episode: index, return: index / 3 })),
    );
    const path = exported(store, 'parquet', ['episodes']).path('episodes');
    const { row_groups } = await parquetMetadataAsync(await asyncBufferFromFile(path));
    expect(row_groups.map(({ num_rows }) => num_rows)).toEqual([65_536n, 4464n]);
    const rows = await parquetRows(path);
    expect(rows.map((row) => row.return)).toEqual(Array.from({ length: count }, (_, index) => index / 3));
  });

  test('all files show one moment, whatever is written meanwhile', () => {
    const store = results();
    const folder = new OutputFolder(temporaryFolder());
    const reader = readonlyOf(store);
    const files = exportFiles(reader, [1, 2], folder, {
      format: 'csv',
      tables: tablesNamed(['runs', 'episodes']),
      gradients: false,
    });
    files.next();
    store.write([1], [episode({ episode: 99 })]);
    expect(files.next().value).toMatchObject({ file: 'episodes.csv', rows: 8 });
    files.return(undefined);
    reader.close();
  });

  test('a writer that fails leaves the results file free for others', () => {
    const { db } = results();
    const folder = new OutputFolder(temporaryFolder());
    const failing = new Proxy(folder, {
      get: (target, key) =>
        key === 'write'
          ? (file: string, write: (path: string) => number) =>
              target.write(file, () => write(join(target.path, 'missing', 'folder')))
          : Reflect.get(target, key),
    });
    const options = { format: 'parquet', tables: tablesNamed(['runs']), gradients: false } as const;
    expect(() => [...exportFiles(db, [1], failing, options)]).toThrow(/cannot write ".*runs\.parquet"/);
    db.exec('begin immediate; rollback');
  });
});
