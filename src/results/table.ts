import type { Column } from './column.ts';

/** Columns by field: `approxKl` is the field of a record, `approx_kl` the column of the file. */
export type Columns = Readonly<Record<string, Column>>;

/** A row as an object, without what names its parent. */
export type Row<C extends Columns> = {
  readonly [Field in keyof C]: C[Field] extends Column<infer Value> ? Value : never;
};

/** What a row belongs to: a row of that table, by its id, which is also the row's first column: `run_id`. */
export type Parent = 'experiment' | 'run' | 'loss_map' | 'policy_map' | 'meta_generation';

/** What tables and views have in common: what the file shows under a name. */
export interface Relation<C extends Columns = Columns> {
  readonly name: string;
  /** What a row is, in a line. */
  readonly row: string;
  readonly parent: Parent | null;
  readonly columns: C;
  /** False for what `rl-bench export` leaves out. */
  readonly exported: boolean;
}

export interface Table<C extends Columns = Columns> extends Relation<C> {
  /** True if rows have an `id` of their own, their first column. */
  readonly hasId: boolean;
  /** The fields that tell the rows of one parent apart, in the order in which rows are read. Empty: the id alone does. */
  readonly key: readonly string[];
}

/** How what the agents of a team report becomes rows of the team. */
export type TeamRows =
  /** One row, put together column by column. */
  | 'one row'
  /** A row an agent, which the field `agent` numbers. */
  | 'a row an agent'
  /** One row for the whole team, put together column by column, then every agent's rows, `layerIndex` counting on. */
  | 'the team, then its agents';

/** A table of what training reports of a run, one record a row. */
export interface RecordedTable<Kind extends string = string, C extends Columns = Columns> extends Table<C> {
  /** Of the records that are its rows. */
  readonly kind: Kind;
  readonly team: TeamRows;
  /** False of checkpoints, of which a run has one as long as it has not ended: they are not results. */
  readonly isResult: boolean;
  /** Scalars of TensorBoard logs that are computed from a row, which SQL calls `t`: an expression by name. */
  readonly computedScalars: Readonly<Record<string, string>>;
}

/** A record of a table: its row, and the member that it is of, by its place in the population. */
export type RecordOf<T extends RecordedTable> =
  T extends RecordedTable<infer Kind, infer C>
    ? { readonly kind: Kind; readonly member: number } & Row<C>
    : never;

/** The fields of its key, which are among the columns. */
interface Keyed<C extends Columns> {
  readonly key: readonly (keyof C & string)[];
}

/** Declares a table that training does not write. */
export function table<C extends Columns>(
  declared: Pick<Table<C>, 'name' | 'row' | 'parent' | 'hasId' | 'columns'> &
    Keyed<C> &
    Partial<Pick<Table, 'exported'>>,
): Table<C> {
  return { exported: true, ...declared };
}

/** Declares a table of what training reports. */
export function recorded<const Kind extends string, C extends Columns>(
  declared: Pick<RecordedTable<Kind, C>, 'name' | 'row' | 'kind' | 'team' | 'columns'> &
    Keyed<C> &
    Partial<Pick<RecordedTable, 'isResult' | 'exported' | 'computedScalars'>>,
): RecordedTable<Kind, C> {
  return {
    parent: 'run',
    hasId: false,
    isResult: true,
    exported: true,
    computedScalars: {},
    ...declared,
  };
}

/** Declares a view. Its columns are all that it shows. */
export function view<C extends Columns>(
  declared: Pick<Relation<C>, 'name' | 'row' | 'parent' | 'columns'> & Partial<Pick<Relation, 'exported'>>,
): Relation<C> {
  return { exported: true, ...declared };
}

/** How the file spells a field: `last100Return` is `last_100_return`. */
export function columnName(field: string): string {
  return field.replaceAll(/[A-Z]|\d+/g, (part) => `_${part.toLowerCase()}`);
}

/** The columns of a table as the file has them, what names the row and its parent first. */
export function columnNames({ hasId, parent, columns }: Table): string[] {
  const own = Object.keys(columns).map(columnName);
  return [...(hasId ? ['id'] : []), ...(parent ? [`${parent}_id`] : []), ...own];
}
