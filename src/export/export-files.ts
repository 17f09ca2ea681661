import type { Database } from 'better-sqlite3';
import type { Relation } from '../results/index.ts';
import { exportTables } from './export-tables.ts';
import { exportTensorboard } from './export-tensorboard.ts';
import type { OutputFolder, WrittenFile } from './output-folder.ts';
import { type TableFormat, tableFormats } from './table-formats.ts';

export type Format = TableFormat | 'tensorboard';

export const formats: readonly Format[] = [...(Object.keys(tableFormats) as TableFormat[]), 'tensorboard'];

export interface ExportSettings {
  readonly format: Format;
  /** Of the formats that make one file a table. */
  readonly tables: readonly Relation[];
  /** Of TensorBoard's: whether with the gradient statistics. */
  readonly gradients: boolean;
}

/**
 * Writes what a results file holds of some experiments, file by file. All files show the same moment, also while
 * another process writes.
 *
 * @param experiments their ids.
 * @throws RunError if the results cannot be read or a file cannot be written.
 */
export function* exportFiles(
  db: Database,
  experiments: readonly number[],
  folder: OutputFolder,
  { format, tables, gradients }: ExportSettings,
): Generator<WrittenFile> {
  db.exec('begin');
  try {
    yield* format === 'tensorboard'
      ? exportTensorboard(db, experiments, folder, { gradients })
      : exportTables(db, experiments, folder, { format, tables });
  } finally {
    if (db.inTransaction) db.exec('rollback');
  }
}
