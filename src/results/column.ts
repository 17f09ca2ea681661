/** How the figures of a team's agents become the team's one. */
export type TeamRule =
  /** What the first agent says stands for all: it is the same for every agent. */
  | 'first'
  /** The mean over the agents that report a value. */
  | 'mean'
  /** The root of the sum of the squares: the norm of all agents' vectors as one. */
  | 'norm'
  | 'largest'
  /** The sum over the agents; unknown where one of them reports nothing. */
  | 'sum'
  /** The agents' values do not tell it. */
  | 'unknown'
  /** The standard deviation of all agents' numbers together; the field named here has the mean of each agent's. */
  | { readonly deviationAround: string };

/** A column of a table, and the field of a record that fills it. */
export interface Column<Value = unknown> {
  /** As SQLite declares it. */
  readonly storage: 'integer' | 'real' | 'text' | 'blob';
  readonly meaning: string;
  /** `''` for counts of what the column is named after, texts and ratios. */
  readonly unit: string;
  /** When the value is NULL, in words; undefined where there is always a value. */
  readonly nullIf?: string;
  /** True if the value can be NaN, which SQLite keeps as NULL. */
  readonly canBeNaN: boolean;
  /** The only texts that may stand here; undefined where any may. */
  readonly oneOf?: readonly string[];
  /** What else the value must be. */
  readonly form?: 'json' | 'truth';
  /** True of times, which differ whenever the same run is trained again. */
  readonly wallClock: boolean;
  readonly team: TeamRule;
  /** True of the id of a run, which is another in another file. */
  readonly isRun: boolean;
  /** The name of the scalar in TensorBoard logs; `{layer}` in it stands for what the row has in that column. */
  readonly tensorboard?: string;
  /** The type of the field; no column has this property. */
  readonly [value]?: Value;
}

declare const value: unique symbol;

/** What may be said of a column beyond its meaning. */
export interface ColumnOptions {
  readonly unit?: string;
  readonly nullIf?: string;
  readonly wallClock?: boolean;
  readonly isRun?: boolean;
  /** Default: `first`. */
  readonly team?: TeamRule;
  readonly tensorboard?: string;
}

/** Declares a column of one kind; with `nullIf` its field may be null. */
export interface Declare<Value> {
  (meaning: string, options: ColumnOptions & { readonly nullIf: string }): Column<Value | null>;
  (meaning: string, options?: ColumnOptions): Column<Value>;
}

type Kind = Pick<Column, 'storage'> &
  Partial<Pick<Column, 'canBeNaN' | 'oneOf' | 'form' | 'unit' | 'wallClock'>>;

function declare<Value>(kind: Kind): Declare<Value> {
  return (meaning: string, options: ColumnOptions = {}): Column<Value> => ({
    unit: '',
    canBeNaN: false,
    wallClock: false,
    isRun: false,
    team: 'first',
    ...kind,
    meaning,
    ...options,
  });
}

export const integer = declare<number>({ storage: 'integer' });

/** A measured number, which is NaN where training diverges. */
export const real = declare<number>({ storage: 'real', canBeNaN: true });

/** A number that is never NaN. */
export const finite = declare<number>({ storage: 'real' });

/** What the clock says, in seconds. */
export const seconds = declare<number>({ storage: 'real', unit: 's', wallClock: true });

export const text = declare<string>({ storage: 'text' });

/** A JSON text. */
export const json = declare<string>({ storage: 'text', form: 'json' });

/** True or false, 1 or 0 in the file. */
export const truth = declare<boolean>({ storage: 'integer', form: 'truth' });

export const bytes = declare<Uint8Array>({ storage: 'blob' });

/** One of some texts. */
export function oneOf<const Texts extends readonly string[]>(texts: Texts): Declare<Texts[number]> {
  return declare<Texts[number]>({ storage: 'text', oneOf: texts });
}
