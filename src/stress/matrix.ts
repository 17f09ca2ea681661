import type { Database } from 'better-sqlite3';
import { groupBy } from '../group-by.ts';
import { type Mode, modes } from './modes.ts';

/** The shares that optimizers have solved, by failure mode. */
export interface Matrix {
  /** Those that have problems, in their order. */
  readonly modes: readonly Mode[];
  /** The best first. */
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  readonly optimizer: string;
  /** Mode by mode, 0 to 1; null where nothing was tried. */
  readonly solved: readonly (number | null)[];
  /** Of the modes that were tried, each counting alike. */
  readonly mean: number;
}

interface Cell {
  readonly optimizer: string;
  readonly mode: string;
  readonly solved: number;
}

/** The statement that asks for the cells of a matrix. */
export function matrixQuery(experiment: number): string {
  return `select optimizer, mode, solved from stress_matrix where experiment_id = ${experiment}`;
}

/**
 * The matrix of an experiment, as far as it has come.
 *
 * @param optimizers the rows, by label.
 */
export function readMatrix(db: Database, experiment: number, optimizers: readonly string[]): Matrix {
  const cells = db.prepare<[], Cell>(matrixQuery(experiment)).all();
  return matrixOf(cells.filter(({ optimizer }) => optimizers.includes(optimizer)));
}

export function matrixOf(cells: readonly Cell[]): Matrix {
  const tried = modes.filter(({ name }) => cells.some(({ mode }) => mode === name));
  const rows = [...groupBy(cells, ({ optimizer }) => optimizer)].map(([optimizer, own]): MatrixRow => {
    const solved = tried.map(({ name }) => own.find(({ mode }) => mode === name)?.solved ?? null);
    const known = solved.filter((share) => share !== null);
    return { optimizer, solved, mean: known.reduce((sum, share) => sum + share, 0) / known.length };
  });
  return {
    modes: tried,
    rows: rows.toSorted((a, b) => b.mean - a.mean || (a.optimizer < b.optimizer ? -1 : 1)),
  };
}
