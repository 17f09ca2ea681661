import type { Database } from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import { type Column, columnName, recordedTables, type Table, tables } from '../../../src/results/index.ts';
import type { Place, Store } from '../../../src/store/index.ts';
import { isWorkingState } from '../../../src/store/merge/merge-experiments.ts';
import { allRows } from '../all-rows.ts';
import { addExperiment, all, column, store } from '../made-runs.ts';
import { newStore } from '../new-store.ts';

/** All experiments of a file are new ones. */
const beside: Place = ({ configJson }) => ({ into: undefined, configJson });
/** The first one is the first one there. */
const same: Place = ({ configJson }, [first]) => ({ into: first?.id, configJson });

/** A value that the schema allows. */
function made({ storage, form, oneOf }: Column): unknown {
  if (form === 'json') return '{}';
  if (oneOf !== undefined) return oneOf.at(-1);
  return { integer: 1, real: 0.1, text: 'x', blob: Buffer.from([1, 2]) }[storage];
}

/** Writes a row of a table, with 1 for every id. */
function insert(
  db: Database,
  { name, parent, columns }: Table,
  overrides: Record<string, unknown> = {},
): void {
  const row = {
    ...(parent && { [`${parent}_id`]: 1 }),
    ...Object.fromEntries(Object.entries(columns).map(([field, each]) => [columnName(field), made(each)])),
    ...overrides,
  };
  const names = Object.keys(row);
  db.prepare(`insert into ${name} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`).run(
    ...Object.values(row),
  );
}

/** A file with a row in every table. */
function full(): Store {
  const file = newStore();
  for (const table of tables) insert(file.db, table);
  return file;
}

function counts({ db }: Store): Record<string, unknown> {
  return Object.fromEntries(
    tables.map(({ name }) => [name, db.prepare(`select count(*) from ${name}`).pluck().get()]),
  );
}

describe('Merging files', () => {
  test('carries a row of every table that is declared, under new ids', () => {
    const [source, target] = [full(), store({ evaluations: [1] })];
    const before = counts(target);
    target.merge(source.db, beside);
    expect(counts(target)).toEqual(
      Object.fromEntries(tables.map(({ name }) => [name, (before[name] as number) + 1])),
    );
    expect(all(target, 'pragma foreign_key_check')).toEqual([]);
    expect(column(target, 'select run_id from policy_maps')).toEqual([2]);
    expect(column(target, 'select experiment_id from meta_checkpoints')).toEqual([2]);
  });

  test('leaves every value as it was', () => {
    const [source, target] = [full(), newStore()];
    target.merge(source.db, beside);
    expect(allRows(target.db)).toEqual(allRows(source.db));
  });

  test('changes nothing when it is done again', () => {
    const [source, target] = [full(), newStore()];
    target.merge(source.db, beside);
    const once = allRows(target.db);
    expect(target.merge(source.db, same)).toEqual([{ id: 1, isNew: false, runsTaken: 0 }]);
    expect(allRows(target.db)).toEqual(once);
  });

  test('refuses whatever column of what was measured beside runs is another, and takes nothing then', () => {
    const measured = tables.filter(
      (table) =>
        table.parent !== null &&
        table.name !== 'runs' &&
        table.key.length > 0 &&
        !isWorkingState(table) &&
        !recordedTables.some(({ name }) => name === table.name),
    );
    expect(measured.length).toBeGreaterThan(5);
    for (const { name, columns, key } of measured) {
      const field = Object.keys(columns).find(
        (each) => !key.includes(each) && columns[each]!.storage === 'real',
      );
      if (field === undefined) continue;
      const [source, target] = [full(), newStore()];
      target.merge(source.db, beside);
      const before = allRows(target.db);
      source.db.prepare(`update ${name} set ${columnName(field)} = 7`).run();
      expect(() => target.merge(source.db, same), name).toThrow(UsageError);
      expect(allRows(target.db)).toEqual(before);
    }
  });

  test('takes what goes on from the file that has come further', () => {
    expect(tables.filter(isWorkingState).map(({ name }) => name)).toEqual([
      'meta_states',
      'meta_inner_runs',
      'meta_checkpoints',
    ]);
    const [source, target] = [full(), newStore()];
    target.merge(source.db, beside);
    const generations = tables.find(({ name }) => name === 'meta_generations')!;
    insert(source.db, generations, { generation: 2 });
    source.db.exec('update meta_states set generation = 2; delete from meta_checkpoints');
    target.merge(source.db, same);
    expect(column(target, 'select generation from meta_states')).toEqual([2]);
    expect(column(target, 'select count(*) from meta_checkpoints')).toEqual([0]);
    // The other one is behind now.
    target.merge(full().db, same);
    expect(column(target, 'select generation from meta_states')).toEqual([2]);
  });

  test('takes of each run what has come further, and leaves what was there', () => {
    const target = store({ evaluations: [1] }, { ends: null }, { ends: null });
    const source = store({ ends: null }, { evaluations: [2, 3] }, { ends: null });
    expect(target.merge(source.db, same)).toEqual([{ id: 1, isNew: false, runsTaken: 1 }]);
    expect(all(target, 'select id, status from runs')).toEqual([
      { id: 1, status: 'finished' },
      { id: 2, status: 'finished' },
      { id: 3, status: 'queued' },
    ]);
    expect(column(target, 'select mean_return from evaluations')).toEqual([1, 2, 3]);
  });

  test('lets nobody train here what another process trains there', () => {
    const [source, target] = [store({ ends: null }), newStore()];
    source.startRuns([1]);
    target.merge(source.db, beside);
    expect(column(target, 'select status from runs')).toEqual(['interrupted']);
  });

  test('refuses the same run with other numbers, by name, and takes nothing of the file', () => {
    const [source, target] = [store({ evaluations: [1] }), store({ evaluations: [2] })];
    addExperiment(source, [{}]);
    expect(() => target.merge(source.db, same)).toThrow(
      /^run 1 of ".*" \(.*, seed \d+\) has other numbers than run 1 of ".*": in row 0 of evaluations mean_return is 1 and was 2; /,
    );
    expect(column(target, 'select count(*) from experiments')).toEqual([1]);
  });
});
