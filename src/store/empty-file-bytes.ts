import { migrate } from './migrate.ts';
import { openDatabase } from './sqlite.ts';

/** The size of a results file without experiments: every table and every index has a page. */
export function emptyFileBytes(): number {
  const db = openDatabase(':memory:');
  try {
    migrate(db);
    const [pages, bytes] = ['page_count', 'page_size'].map((what) => db.pragma(what, { simple: true }));
    return Number(pages) * Number(bytes);
  } finally {
    db.close();
  }
}
