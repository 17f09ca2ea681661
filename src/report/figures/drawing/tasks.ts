import { groupBy } from '../../../group-by.ts';
import type { Panel } from '../figure.ts';

/** What every row of a figure says of where its runs come from. */
export interface TaskRow {
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
}

/** The panels of every environment and agent. */
export function panelsByTask<Row extends TaskRow>(
  rows: readonly Row[],
  draw: (title: string, rows: readonly Row[]) => readonly Panel[],
): Panel[] {
  return [...groupBy(rows, ({ env, agent }) => `${env}, ${agent}`)].flatMap(([title, each]) =>
    draw(title, each),
  );
}

/** The optimizers in some rows, each once. */
export function optimizersIn(rows: readonly TaskRow[]): string[] {
  return [...new Set(rows.map(({ optimizer }) => optimizer))];
}
