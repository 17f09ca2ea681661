import type { Database } from 'better-sqlite3';
import { type SqlValue, selectRows } from '../../store/index.ts';
import type { WordsOf } from '../../task-words.ts';
import type { Palette } from './drawing/palette.ts';
import type { Drawn, Figure } from './figure.ts';

/** A figure that has something to show. */
export interface DrawnFigure extends Drawn {
  readonly id: string;
  readonly title: string;
  /** The statement that was run for it. */
  readonly sql: string;
}

/** Asks the file what each figure wants to know, and draws those that get an answer. */
export function drawFigures(
  db: Database,
  experiment: number,
  figures: readonly Figure[],
  palette: Palette,
  wordsOf: WordsOf,
): DrawnFigure[] {
  // Several figures show different columns of one answer.
  const answers = new Map<string, readonly object[]>();
  return figures.flatMap((figure) => {
    const { id, title } = figure;
    const sql = figure.sql(experiment);
    const rows = answers.get(sql) ?? askedRows(db, sql);
    answers.set(sql, rows);
    const drawn = figure.draw(rows, palette, wordsOf);
    return drawn === undefined ? [] : [{ id, title, sql, ...drawn }];
  });
}

/** The answer as objects, asked as `rl-bench sql` asks. */
export function askedRows(db: Database, sql: string): object[] {
  const { columns, rows } = selectRows(db, sql);
  return Array.from(rows, (row) =>
    Object.fromEntries(columns.map((column, index) => [column, plain(row[index]!)])),
  );
}

/** Counts come as bigints; those of a report fit into a number. */
function plain(value: SqlValue): SqlValue {
  return typeof value === 'bigint' ? Number(value) : value;
}
