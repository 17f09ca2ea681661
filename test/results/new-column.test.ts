import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportTables } from '../../src/export/export-tables.ts';
import { OutputFolder } from '../../src/export/output-folder.ts';
import { scalarSeries } from '../../src/export/tensorboard/scalar-rows.ts';
import { real } from '../../src/results/column.ts';
import { describeResults } from '../../src/results/describe.ts';
import { type RecordedTable, resultTables } from '../../src/results/index.ts';
import { updates } from '../../src/results/tables/updates.ts';
import { compareRuns } from '../../src/store/compare-runs.ts';
import { prepareInsertRecord } from '../../src/store/insert-record.ts';
import { migrate } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { moveRuns } from '../../src/store/move-runs.ts';
import { teamRecords } from '../../src/training/team-records.ts';
import { newStore } from '../store/new-store.ts';
import { newExperiment, update } from '../store/records.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';

/** The one line. */
const temperature = real('of the policy', { unit: 'K', team: 'mean', tensorboard: 'losses/temperature' });
/** The migration, after those that there are. */
const steps = [...migrations, 'alter table updates add column temperature real'];

const warmUpdates: RecordedTable = { ...updates, columns: { ...updates.columns, temperature } };
const tables = resultTables.map((table) => (table.name === updates.name ? warmUpdates : table));

/** An update of an agent that reports how warm it is. */
function warm(value: number, given = {}) {
  return { ...update(given), temperature: value };
}

/** A file with two updates of each of two runs, written with the new column. */
function warmFile() {
  const store = newStore();
  migrate(store.db, steps);
  const { runIds } = store.createExperiment(newExperiment([{}, {}]));
  const insert = prepareInsertRecord(store.db, tables);
  for (const run of runIds) {
    for (const updateIndex of [1, 2]) insert(run, warm(100 * updateIndex, { updateIndex }));
  }
  return { db: store.db, runIds };
}

describe('A column that is declared in one line and added by a migration', () => {
  test('is written', () => {
    const { db } = warmFile();
    expect(db.prepare('select temperature from updates').pluck().all()).toEqual([100, 200, 100, 200]);
  });

  test('is exported', () => {
    const folder = new OutputFolder(temporaryFolder());
    const options = { format: 'csv', tables: [warmUpdates] } as const;
    expect([...exportTables(warmFile().db, [1], folder, options)]).toHaveLength(1);
    const [header, first] = readFileSync(join(folder.path, 'updates.csv'), 'utf8').split('\r\n');
    expect(header).toMatch(/,temperature$/);
    expect(first).toMatch(/,100$/);
  });

  test('is a scalar in TensorBoard', () => {
    const { db, runIds } = warmFile();
    const rows = scalarSeries(db, runIds[0]!, false, tables).flatMap((series) => [...series]);
    const scalars = rows.flatMap(({ scalars }) => scalars).filter(([name]) => name === 'losses/temperature');
    expect(scalars.map(([, value]) => value)).toEqual([100, 200]);
  });

  test('is put together for a team', () => {
    const reported = [warm(10, { member: 0 }), warm(30, { member: 1 })];
    expect(teamRecords(reported, 2, tables)).toEqual([warm(20)]);
  });

  test('is compared when a run is verified', () => {
    const { db, runIds } = warmFile();
    const [before, now] = runIds.map((id) => ({ db, id }));
    expect(compareRuns(before!, now!, tables, steps).differences).toEqual([]);
    db.exec(`update updates set temperature = 201 where run_id = ${now!.id} and update_index = 2`);
    expect(compareRuns(before!, now!, tables, steps).differences).toEqual([
      { table: 'updates', row: 1, column: 'temperature', before: 200, now: 201 },
    ]);
  });

  test('is left out when a run is verified that was begun before it', () => {
    const { db, runIds } = warmFile();
    const [before, now] = runIds.map((id) => ({ db, id }));
    db.exec(`update experiments set schema_version = ${migrations.length}`);
    db.exec(`update updates set temperature = null where run_id = ${before!.id}`);
    expect(compareRuns(before!, now!, tables, steps).differences).toEqual([]);
  });

  test('goes with its row when a run goes on elsewhere', () => {
    const { db, runIds } = warmFile();
    moveRuns(db, 'wasm', [runIds[0]!], tables);
    expect(db.prepare('select run_id, temperature from updates').raw().all()).toEqual([
      [runIds[1], 100],
      [runIds[1], 200],
    ]);
  });

  test('is documented', () => {
    expect(describeResults(tables, [])).toContain(
      '| `temperature` | real, K | of the policy; of a team the mean over the agents | `losses/temperature` |',
    );
  });
});
