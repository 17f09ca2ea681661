import type { Database } from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import {
  type Column,
  columnName,
  columnNames,
  recordedTables,
  resultTables,
  type Table,
  tables,
  views,
} from '../../src/results/index.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase } from '../../src/store/sqlite.ts';

const db: Database = openDatabase(':memory:');
migrate(db);

interface ColumnInFile {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  /** The place in the primary key: 1, 2, …; 0 outside of it. */
  readonly pk: number;
}

function columnsInFile(name: string): ColumnInFile[] {
  return db.prepare<[string], ColumnInFile>('select * from pragma_table_info(?)').all(name);
}

function definition(name: string): string {
  return db.prepare<[string], string>('select sql from sqlite_schema where name = ?').pluck().get(name)!;
}

/** True where the file has to take NULL: where there may be no value, and for NaN. */
function takesNull({ nullIf, canBeNaN }: Column): boolean {
  return nullIf !== undefined || canBeNaN;
}

/** The names of the columns that tell the rows of a table apart. */
function keyOf({ parent, key }: Table): string[] {
  return [...(parent ? [`${parent}_id`] : []), ...key.map(columnName)];
}

describe.each(tables.map((table) => [table.name, table] as const))('The table %s', (name, table) => {
  const inFile = columnsInFile(name);
  const fields = Object.entries(table.columns);

  test('has the columns that are declared, and no others', () => {
    expect(inFile.map((column) => column.name).toSorted()).toEqual(columnNames(table).toSorted());
  });

  test.each(fields)('keeps %s as declared', (field, column) => {
    const { type, notnull } = inFile.find((each) => each.name === columnName(field))!;
    expect([type.toLowerCase(), notnull === 1]).toEqual([column.storage, !takesNull(column)]);
    const only = {
      json: `check (json_valid(${columnName(field)}))`,
      truth: `check (${columnName(field)} in (0, 1))`,
    };
    if (column.form) expect(definition(name)).toContain(only[column.form]);
    if (column.oneOf) {
      const texts = column.oneOf.map((text) => `'${text}'`).join(', ');
      expect(definition(name)).toContain(`check (${columnName(field)} in (${texts}))`);
    }
  });

  test('has the key that is declared', () => {
    const primary = inFile.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    expect(primary.map((column) => column.name)).toEqual(table.hasId ? ['id'] : keyOf(table));
    if (table.hasId && table.key.length > 0) {
      expect(definition(name)).toContain(`unique (${keyOf(table).join(', ')})`);
    }
  });

  test('goes with what its rows belong to', () => {
    if (table.parent === null) return;
    expect(definition(name)).toContain(
      `${table.parent}_id integer not null references ${table.parent}s (id) on delete cascade`,
    );
  });
});

describe.each(views.map((view) => [view.name, view] as const))('The view %s', (name, view) => {
  test('shows the columns that are declared, in their order', () => {
    expect(columnsInFile(name).map((column) => column.name)).toEqual(
      Object.keys(view.columns).map(columnName),
    );
  });

  test('shows columns of tables as what these are', () => {
    for (const { name: column, type } of columnsInFile(name)) {
      // Of an expression SQLite knows an affinity at most.
      if (!['INTEGER', 'REAL', 'TEXT'].includes(type)) continue;
      const [, declared] = Object.entries(view.columns).find(([field]) => columnName(field) === column)!;
      expect([column, type.toLowerCase()]).toEqual([column, declared.storage]);
    }
  });

  test('can be asked for the rows of some experiments', () => {
    expect(columnsInFile(name).map((column) => column.name)).toContain(`${view.parent}_id`);
  });
});

test('Every name is declared once, as the file spells it', () => {
  const names = [...tables, ...views].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { columns } of tables) {
    for (const field of Object.keys(columns)) expect(field).toMatch(/^[a-z][A-Za-z0-9]*$/);
  }
  const kinds = recordedTables.map(({ kind }) => kind);
  expect(new Set(kinds).size).toBe(kinds.length);
});

test('What training reports can be taken back to an update or a step, and shown at one', () => {
  for (const { columns } of resultTables) {
    expect('updateIndex' in columns || 'envStep' in columns).toBe(true);
  }
});
