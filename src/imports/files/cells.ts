import { UsageError } from '../../errors.ts';
import { numberIn } from '../damage.ts';

/** A row of a table as text, by the names of its columns. A cell that is empty is left out. */
export interface Cells {
  /** `line 7`, for messages. */
  readonly where: string;
  readonly cells: ReadonlyMap<string, string>;
}

/** A table of another program. */
export interface CellTable {
  readonly columns: readonly string[];
  readonly rows: readonly Cells[];
}

/** The number in a cell; undefined where it is empty. @throws UsageError for a cell of another text. */
export function numberOf({ where, cells }: Cells, column: string): number | undefined {
  const text = cells.get(column);
  if (text === undefined) return undefined;
  const number = numberIn(text);
  if (number !== undefined) return number;
  throw new UsageError(`${where}: ${column} is ${JSON.stringify(text.slice(0, 40))}, which is no number`);
}
