import { fileWriter, parquetWriteRows } from 'hyparquet-writer';
import type { TypedAnswer } from './table-rows.ts';

/** Rows in memory at a time. */
const rowGroupSize = 65_536;

const parquetTypes = { integer: 'INT64', real: 'DOUBLE', text: 'STRING' } as const;

/**
 * Writes a table as an Apache Parquet file: integers as INT64, reals as DOUBLE (±Infinity as they are), texts as UTF-8
 * strings, every column nullable, compressed with Snappy.
 */
export function writeParquet(path: string, { columns, types, rows }: TypedAnswer): void {
  function* objects() {
    for (const row of rows) yield Object.fromEntries(columns.map((name, i) => [name, row[i]]));
  }
  parquetWriteRows({
    writer: fileWriter(path),
    columns: columns.map((name, i) => ({ name, type: parquetTypes[types[i]!] })),
    rows: objects(),
    rowGroupSize,
    createdBy: 'rl-bench',
  });
}
