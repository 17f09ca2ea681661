import type { Database } from 'better-sqlite3';
import { UsageError } from '../errors.ts';
import { newestWithRuns } from '../store/index.ts';
import { enlargementSentences } from './enlargements.ts';
import { namedExperiment } from './find-experiment.ts';

/** What the file knows of an experiment as a whole. */
export interface ExperimentFacts {
  readonly id: number;
  readonly title: string;
  readonly createdAt: string;
  readonly command: string;
  readonly config: string;
  readonly version: string;
  readonly host: string;
  /** When it was given more runs than it was begun with, a sentence each. */
  readonly enlargements: readonly string[];
}

/**
 * The experiment of an id or title, by default the newest, also if it is still running.
 *
 * @throws UsageError if there is none.
 */
export function experimentFacts(db: Database, wanted?: string): ExperimentFacts {
  const id = wanted === undefined ? newest(db) : namedExperiment(db, wanted).id;
  const facts = db
    .prepare<[number], Omit<ExperimentFacts, 'enlargements'>>(
      `select id, title, created_at as createdAt, command, config_json as config, version, host_json as host
       from experiments where id = ?`,
    )
    .get(id)!;
  return { ...facts, enlargements: enlargementSentences(db, id) };
}

function newest(db: Database): number {
  const id = newestWithRuns(db);
  if (id !== undefined) return id;
  throw new UsageError(`no results in "${db.name}": it has no runs; start with rl-bench run`);
}
