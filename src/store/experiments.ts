import type { Database } from 'better-sqlite3';
import { UsageError } from '../errors.ts';

/** What the file knows of an experiment as a whole. */
export interface ExperimentFacts {
  readonly id: number;
  readonly title: string;
  readonly createdAt: string;
  readonly command: string;
  readonly config: string;
  readonly version: string;
  readonly host: string;
}

const columns =
  'id, title, created_at as createdAt, command, config_json as config, version, host_json as host';
const mostNamed = 5;

/**
 * An experiment by its id or, where no id fits, by its title (the latest of that title); the latest of all by default.
 *
 * @throws UsageError if there is none.
 */
export function findExperiment(db: Database, wanted?: string): ExperimentFacts {
  const one = (where: string, ...values: readonly (string | number)[]) =>
    db
      .prepare<(string | number)[], ExperimentFacts>(
        `select ${columns} from experiments where ${where} order by id desc limit 1`,
      )
      .get(...values);
  const latest = one('true');
  if (latest === undefined) {
    throw new UsageError(`no results in "${db.name}": it has no experiment; start with rl-bench run`);
  }
  if (wanted === undefined) return latest;
  const found =
    (/^\d+$/.test(wanted) ? one('id = ?', Number(wanted)) : undefined) ?? one('title = ?', wanted);
  if (found === undefined) {
    throw new UsageError(`no experiment "${wanted}" in "${db.name}"; the latest are ${latestNames(db)}`);
  }
  return found;
}

function latestNames(db: Database): string {
  return db
    .prepare<[], { id: number; title: string }>(
      `select id, title from experiments order by id desc limit ${mostNamed}`,
    )
    .all()
    .map(({ id, title }) => `${id} (${title.replaceAll(/\s+/g, ' ')})`)
    .join(', ');
}
