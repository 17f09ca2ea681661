import { UsageError } from '../../errors.ts';
import type { Cells, CellTable } from './cells.ts';

/**
 * The rows of a CSV file (RFC 4180) whose first line names its columns.
 *
 * @param firstLine its number in the file, for messages.
 * @throws UsageError for a file that is none, with the line.
 */
export function csvRows(text: string, firstLine = 1): CellTable {
  const [head, ...lines] = recordsOf(text.replace(/^\uFEFF/, ''), firstLine);
  const columns = (head?.cells ?? []).map((name) => name.trim());
  if (columns.length === 0 || columns.every((name) => name === '')) {
    throw new UsageError('it has no first line that names columns');
  }
  const twice = columns.find((name, at) => columns.indexOf(name) < at);
  if (twice !== undefined) throw new UsageError(`two of its columns are called ${JSON.stringify(twice)}`);
  const rows = lines.map(({ line, cells }): Cells => {
    const where = `line ${line}`;
    if (cells.length !== columns.length) {
      throw new UsageError(`${where} has ${cells.length} cells, and there are ${columns.length} columns`);
    }
    const filled = columns.flatMap((name, at) =>
      cells[at]!.trim() === '' ? [] : [[name, cells[at]!] as const],
    );
    return { where, cells: new Map(filled) };
  });
  return { columns, rows };
}

function recordsOf(text: string, firstLine: number): { line: number; cells: string[] }[] {
  const records: { line: number; cells: string[] }[] = [];
  // A cell in quotes, where a quote is doubled, or one without, and what ends it.
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y;
  let line = firstLine;
  let cells: string[] = [];
  let begun = line;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (found === null) throw new UsageError(`line ${line}: a quote stands where none can, or is not closed`);
    const [all, quoted, plain, end] = found;
    cells.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    line += all.split('\n').length - 1;
    if (end === ',' && cell.lastIndex < text.length) continue;
    if (end === ',') cells.push('');
    const isBlank = cells.length === 1 && cells[0]!.trim() === '';
    if (!isBlank) records.push({ line: begun, cells });
    cells = [];
    begun = line;
    if (cell.lastIndex === at) break;
  }
  return records;
}
