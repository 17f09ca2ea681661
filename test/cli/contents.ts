import { join } from 'node:path';
import { openDatabase } from '../../src/store/sqlite.ts';

export const database = join('runs', 'rl-bench.sqlite');

/** All that training left in the file, but for the time it took. */
export function contents(folder: string): Record<string, object[]> {
  const db = openDatabase(join(folder, database), { readonly: true });
  try {
    const rows = (table: string) =>
      db
        .prepare(`select * from ${table} order by 1, 2, 3, 4, 5`)
        .all()
        .map((row) => ({ ...(row as object), wall_s: 0, started_at: 0, finished_at: 0 }));
    return Object.fromEntries(
      [
        'runs',
        'episodes',
        'updates',
        'gradient_stats',
        'advantages',
        'evaluations',
        'sampled_evaluations',
        'trajectories',
      ].map((table) => [table, rows(table)]),
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
