import type { Database } from 'better-sqlite3';
import type { Relation } from '../results/index.ts';
import type { SqlValue } from '../store/index.ts';
import type { OutputFolder, WrittenFile } from './output-folder.ts';
import { type TableFormat, tableFormats } from './table-formats.ts';
import { tableRows } from './table-rows.ts';

/** Writes one file a table, `runs.csv`, `episodes.csv`, …, with the rows of some experiments. */
export function* exportTables(
  db: Database,
  experiments: readonly number[],
  folder: OutputFolder,
  { format, tables }: { readonly format: TableFormat; readonly tables: readonly Relation[] },
): Generator<WrittenFile> {
  for (const table of tables) {
    yield folder.write(`${table.name}.${format}`, (path) => {
      const answer = tableRows(db, table, experiments);
      let count = 0;
      function* counted(): Generator<readonly SqlValue[], void> {
        for (const row of answer.rows) {
          count++;
          yield row;
        }
      }
      const rows = counted();
      try {
        tableFormats[format](path, { ...answer, rows });
      } finally {
        // Whoever fails half-way leaves the query open, and the connection busy.
        rows.return();
      }
      return count;
    });
  }
}
