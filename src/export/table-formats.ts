import { csvLines } from './csv.ts';
import { jsonObjects } from './json-rows.ts';
import type { TypedAnswer } from './table-rows.ts';
import { writeParquet } from './write-parquet.ts';
import { writePieces } from './write-pieces.ts';

/** The formats that make one file a table, by the ending of its name. */
export const tableFormats = {
  csv: (path: string, answer: TypedAnswer) => writePieces(path, csvLines(answer)),
  jsonl: (path: string, answer: TypedAnswer) => writePieces(path, endedLines(jsonObjects(answer))),
  parquet: writeParquet,
} as const;

export type TableFormat = keyof typeof tableFormats;

function* endedLines(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}
