import { UsageError } from '../../errors.ts';
import { groupBy } from '../../group-by.ts';
import { wholeNumber } from '../damage.ts';
import type { Point, RunPart, Told } from '../foreign-run.ts';
import { nameColumns, secondColumns, stepColumns } from '../tags.ts';
import { type Cells, type CellTable, numberOf } from './cells.ts';

/** How tables are to be read beyond what their columns tell. */
export interface TableOptions {
  /** The column of environment steps. */
  readonly step?: string | undefined;
  /** Columns that have to be numbers wherever they are filled. */
  readonly wanted: readonly string[];
}

/**
 * The runs of a table: its columns are numbers by their tags, and `run`, `seed`, `optimizer` and the like say whose a row is. A
 * table of curves of Weights & Biases has a column `RUN - TAG` for each run.
 *
 * @throws UsageError for a table without a column of steps, and for a cell that is no number where one has to be.
 */
export function runsInTable(table: CellTable, options: TableOptions): RunPart[] {
  if (table.rows.length === 0) throw new UsageError('it has no row');
  const curves = curvesOf(table);
  const step = stepColumn(table, options);
  if (curves.size > 0) return runsInCurves(table, curves, step);
  const named = namesOf(table);
  const key = ({ cells }: Cells): string => JSON.stringify(named.map(([, column]) => cells.get(column)));
  return [...groupBy(table.rows, key).values()].map((rows) => runIn(rows, named, step, options));
}

function stepColumn({ columns }: CellTable, { step }: TableOptions): string {
  if (step !== undefined && columns.includes(step)) return step;
  const lower = (name: string): string => name.toLowerCase();
  const found = stepColumns
    .map((wanted) => columns.find((column) => lower(column) === wanted))
    .find((column) => column !== undefined);
  if (found !== undefined && step === undefined) return found;
  const lacks = step === undefined ? 'no column of steps that is known by its name' : `no column ${step}`;
  throw new UsageError(`it has ${lacks}; --step names one of ${listed(columns)}`);
}

function listed(columns: readonly string[]): string {
  return `${columns.slice(0, 12).join(', ')}${columns.length > 12 ? ', …' : ''}`;
}

type Named = readonly (readonly [what: keyof typeof nameColumns, column: string])[];

function namesOf({ columns }: CellTable): Named {
  return (Object.keys(nameColumns) as (keyof typeof nameColumns)[]).flatMap((what) => {
    const column = nameColumns[what].find((name) => columns.includes(name));
    return column === undefined ? [] : [[what, column] as const];
  });
}

function runIn(rows: readonly Cells[], named: Named, step: string, { wanted }: TableOptions): RunPart {
  const [first] = rows as [Cells];
  const text = (what: keyof typeof nameColumns): string | undefined => {
    const column = named.find(([each]) => each === what)?.[1];
    return column === undefined ? undefined : first.cells.get(column)?.trim();
  };
  const number = (what: 'seed' | 'learningRate'): number | undefined => {
    const column = named.find(([each]) => each === what)?.[1];
    return column === undefined ? undefined : numberOf(first, column);
  };
  const seed = number('seed');
  const told: Told = {
    env: text('env'),
    agent: text('agent'),
    optimizer: text('optimizer'),
    seed: seed === undefined ? undefined : wholeNumber(seed, `${first.where}: seed`),
    learningRate: number('learningRate'),
  };
  const seconds = secondColumns.find((column) => first.cells.has(column));
  const aside = new Set([step, seconds, ...named.map(([, column]) => column)]);
  const points = rows.flatMap((row): Point[] => {
    const at = numberOf(row, step);
    if (at === undefined) throw new UsageError(`${row.where}: ${step} is empty`);
    const moment = {
      step: wholeNumber(at, `${row.where}: ${step}`),
      seconds: Math.max(0, (seconds === undefined ? 0 : numberOf(row, seconds)) ?? 0),
    };
    return [...row.cells.keys()].flatMap((tag) => {
      if (aside.has(tag)) return [];
      const value = wanted.includes(tag) ? numberOf(row, tag) : Number(row.cells.get(tag));
      return value === undefined || (!wanted.includes(tag) && Number.isNaN(value))
        ? []
        : [{ ...moment, tag, value }];
    });
  });
  const name = text('run') ?? named.map(([, column]) => first.cells.get(column) ?? '').join(', ');
  return { name, told, points, episodes: [], evaluations: [] };
}

interface Curve {
  readonly column: string;
  readonly tag: string;
}

/** Columns `RUN - TAG` by their runs; what Weights & Biases puts beside them (`__MIN`, `__MAX`, `_step`) is left out. */
function curvesOf({ columns }: CellTable): ReadonlyMap<string, readonly Curve[]> {
  const curves = columns.flatMap((column) => {
    const [, run, tag] = /^(.+?) - (.+)$/.exec(column) ?? [];
    return run === undefined || /__(MIN|MAX)$|^_/.test(tag!) ? [] : [{ run, column, tag: tag! }];
  });
  return groupBy(curves, ({ run }) => run);
}

function runsInCurves(
  { rows }: CellTable,
  curves: ReadonlyMap<string, readonly Curve[]>,
  step: string,
): RunPart[] {
  return [...curves].map(([name, own]) => ({
    name,
    told: {},
    episodes: [],
    evaluations: [],
    points: rows.flatMap((row) =>
      own.flatMap(({ column, tag }): Point[] => {
        const value = numberOf(row, column);
        const at = numberOf(row, step) ?? Number.NaN;
        return value === undefined
          ? []
          : [{ step: wholeNumber(at, `${row.where}: ${step}`), seconds: 0, tag, value }];
      }),
    ),
  }));
}
