import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import {
  episodes,
  evaluations,
  experiments,
  policies,
  type RecordedTable,
  type RunStatus,
  resultTables,
  runs,
  sampledEvaluations,
} from '../../results/index.ts';
import { runComparer } from '../compare-runs.ts';
import { prepareInsert } from '../insert-rows.ts';
import { migrate, schemaVersion } from '../migrate.ts';
import { isOver } from '../queries.ts';
import { openDatabase } from '../sqlite.ts';
import { type StoredRow, tableRows } from './table-rows.ts';

/** An experiment of an open results file, and what it is called where several are told apart. */
export interface NamedExperiment {
  readonly db: Database;
  readonly id: number;
  /** `experiment 3 of "laptop.sqlite"` */
  readonly name: string;
}

/** What an experiment that was put together of several is. */
export interface JoinedAs {
  readonly title: string;
  /** Its configuration; the populations of all are put into it. */
  readonly config: object;
  readonly taken: TakenOfRuns;
}

/** The id of an experiment that was put together of several, which no experiment of a file has. */
export const joinedId = 0;

/** What is taken of each run: `scores` is all that scores come from; gradient statistics are nearly all of the rest. */
const taken = {
  scores: [evaluations, sampledEvaluations, episodes],
  measurements: resultTables.filter((table) => table !== policies),
} as const satisfies Readonly<Record<string, readonly RecordedTable[]>>;

/** What is taken of each run of several experiments: what its scores come from, or all that was measured of it. */
export type TakenOfRuns = keyof typeof taken;

const fields = Object.keys(runs.columns);
const place = (field: keyof typeof runs.columns): number => fields.indexOf(field);
/** What a run is, whatever experiment it belongs to. */
const identity = (
  [
    'env',
    'agent',
    'optimizer',
    'learningRate',
    'criticOptimizer',
    'criticLearningRate',
    'seed',
    'phase',
  ] as const
).map(place);

interface FoundRun {
  readonly part: NamedExperiment;
  readonly run: StoredRow;
  /** Its population among those of all experiments. */
  readonly population: number;
}

/**
 * Puts the runs of several experiments, and what is asked for of them, into one experiment of a database in memory, whose
 * id is {@link joinedId}. The files are only read. A run that several of them have is taken once, from one where it has ended.
 *
 * @throws UsageError where two of them have the same run with other numbers.
 */
export function joinExperiments(parts: readonly NamedExperiment[], as: JoinedAs): Database {
  const joined = openDatabase(':memory:');
  try {
    migrate(joined);
    joined.transaction(() => fill(joined, parts, as))();
    joined.pragma('query_only = on');
    return joined;
  } catch (error) {
    joined.close();
    throw error;
  }
}

function fill(joined: Database, parts: readonly NamedExperiment[], { title, config, ...as }: JoinedAs): void {
  const tables = taken[as.taken];
  const populations: unknown[] = [];
  const kept = new Map<string, FoundRun>();
  for (const part of parts) {
    const offset = populations.length;
    const found = tableRows(part.db, runs).read(part.id);
    const own = populationsOf(part);
    const count = Math.max(own.length, ...found.map((run) => populationOf(run) + 1));
    populations.push(...Array.from({ length: count }, (_, index) => own[index] ?? null));
    for (const run of found) keep(kept, { part, run, population: offset + populationOf(run) });
  }
  addExperiment(joined, title, JSON.stringify({ ...config, populations }));
  const into = { runs: tableRows(joined, runs), series: tables.map((table) => tableRows(joined, table)) };
  const series = new Map(
    parts.map((part) => [part, tables.map((table) => tableRows(part.db, table))] as const),
  );
  for (const { part, run, population } of kept.values()) {
    const id = into.runs.insert(joinedId, run.values.with(place('population'), population));
    series.get(part)!.forEach((table, at) => {
      for (const { values } of table.read(run.id!)) into.series[at]!.insert(id, values);
    });
  }
}

/** Keeps a run, unless another experiment has it too and has come as far with it. */
function keep(kept: Map<string, FoundRun>, found: FoundRun): void {
  const key = JSON.stringify(identity.map((at) => found.run.values[at]));
  const before = kept.get(key);
  if (before !== undefined && isEnded(before.run) && isEnded(found.run)) refuseOther(before, found);
  if (before === undefined || (isEnded(found.run) && !isEnded(before.run))) kept.set(key, found);
}

function refuseOther(before: FoundRun, found: FoundRun): void {
  const compare = runComparer(before.part.db, found.part.db, taken.scores);
  const [difference] = compare(before.run.id!, found.run.id!).differences;
  if (difference === undefined) return;
  const { table, row, column, before: was, now } = difference;
  const [env, agent, optimizer, rate, seed] = (
    ['env', 'agent', 'optimizer', 'learningRate', 'seed'] as const
  ).map((field) => found.run.values[place(field)]);
  const what =
    column === ''
      ? `${table} has ${was === undefined ? 'more' : 'fewer'} rows`
      : `in row ${row} of ${table} ${column} is ${now} and was ${was}`;
  const at = rate === null ? '' : ` at ${rate}`;
  throw new UsageError(
    `${found.part.name} has other numbers than ${before.part.name} of ${optimizer}${at}, seed ${seed}, on ${env}, ${agent}: ${what}; leave one of the experiments out`,
  );
}

function isEnded({ values }: StoredRow): boolean {
  return isOver({ status: values[place('status')] as RunStatus });
}

function populationOf({ values }: StoredRow): number {
  return values[place('population')] as number;
}

function populationsOf({ db, id }: NamedExperiment): readonly unknown[] {
  const text = db
    .prepare<[number], string | null>("select config_json -> '$.populations' from experiments where id = ?")
    .pluck()
    .get(id);
  const populations: unknown = JSON.parse(text ?? '[]');
  return Array.isArray(populations) ? populations : [];
}

function addExperiment(joined: Database, title: string, configJson: string): void {
  const id = prepareInsert(joined, experiments)(0, {
    title,
    configJson,
    createdAt: '',
    command: '',
    hostJson: '{}',
    version: '',
    fingerprint: null,
    schemaVersion: schemaVersion(joined),
    importedFrom: null,
    importedWhat: null,
    tags: null,
    note: null,
  });
  joined.prepare('update experiments set id = ? where id = ?').run(joinedId, id);
}
