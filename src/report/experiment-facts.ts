import type { Database } from 'better-sqlite3';
import { UsageError } from '../errors.ts';
import { joinedId, newestWithRuns } from '../store/index.ts';
import { shellWord } from '../text/shell-word.ts';
import { enlargementSentences } from './enlargements.ts';
import { type FoundExperiment, namedExperiment } from './find-experiment.ts';
import { type OverExperiment, overIn } from './several/over.ts';

/** What the file knows of an experiment as a whole. */
export interface ExperimentFacts {
  readonly id: number;
  readonly title: string;
  readonly createdAt: string;
  readonly command: string;
  readonly config: string;
  readonly version: string;
  readonly host: string;
  /** The experiments that it was put together of; undefined of one alone, which is in its file as it is here. */
  readonly over: readonly OverExperiment[] | undefined;
  /** When it was given more runs than it was begun with, a sentence each. */
  readonly enlargements: readonly string[];
}

/** An experiment as it was begun. */
export interface Begun extends Omit<OverExperiment, 'file'> {
  /** Undefined where it is of the file that the report is of. */
  readonly file: string | undefined;
}

/**
 * The experiment of an id or title, by default the newest, also if it is still running.
 *
 * @throws UsageError if there is none.
 */
export function reportedExperiment(db: Database, wanted?: number | string): FoundExperiment {
  return namedExperiment(db, wanted ?? newest(db));
}

/** The experiments that a report is of, as they were begun: several, or the one. */
export function begunExperiments({ over, id, title, ...begun }: ExperimentFacts): readonly Begun[] {
  return over ?? [{ file: undefined, id, title, ...begun }];
}

/** A command that prints a configuration as it is in the file. */
export function configCommand({ file, id }: Pick<Begun, 'file' | 'id'>): string {
  const where = file === undefined ? '' : ` --db ${shellWord(file)}`;
  return `rl-bench sql "select config_json from experiments where id = ${id}" --json${where}`;
}

/** @param id of an experiment that is there. Default: of the newest. @throws UsageError if there is none. */
export function experimentFacts(db: Database, id = reportedExperiment(db).id): ExperimentFacts {
  const facts = db
    .prepare<[number], Omit<ExperimentFacts, 'enlargements' | 'over'>>(
      `select id, title, created_at as createdAt, command, config_json as config, version, host_json as host
       from experiments where id = ?`,
    )
    .get(id)!;
  const over = id === joinedId ? overIn(db, joinedId).experiments : undefined;
  return { ...facts, over, enlargements: enlargementSentences(db, id) };
}

function newest(db: Database): number {
  const id = newestWithRuns(db);
  if (id !== undefined) return id;
  throw new UsageError(`no results in "${db.name}": it has no runs; start with rl-bench run`);
}
