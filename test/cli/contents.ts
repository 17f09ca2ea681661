import { join } from 'node:path';
import {
  columnName,
  metaGenerations,
  metaPairs,
  metaStates,
  resultTables,
  runs,
} from '../../src/results/index.ts';
import { openDatabase } from '../../src/store/sqlite.ts';

export const database = join('runs', 'rl-bench.sqlite');

/** All that training left in the file, but for the time it took. */
export function contents(folder: string): Record<string, object[]> {
  const db = openDatabase(join(folder, database), { readonly: true });
  try {
    return Object.fromEntries(
      [runs, ...resultTables, metaGenerations, metaPairs, metaStates].map(({ name, columns }) => {
        const clocks = Object.entries(columns).filter(([, { wallClock }]) => wallClock);
        const without = Object.fromEntries(clocks.map(([field]) => [columnName(field), 0]));
        const rows = db.prepare<[], object>(`select * from ${name} order by 1, 2, 3, 4, 5`).all();
        return [name, rows.map((row) => ({ ...row, ...without }))];
      }),
    );
  } finally {
    db.close();
  }
}

/** The first column of what a query finds in the file. */
export function ask(folder: string, sql: string): unknown[] {
  const db = openDatabase(join(folder, database), { readonly: true });
  try {
    return db.prepare(sql).pluck().all();
  } finally {
    db.close();
  }
}
