import type { Database } from 'better-sqlite3';
import { groupBy } from '../../group-by.ts';
import { listed } from '../../text/listed.ts';
import { oneLine } from '../../visible-text.ts';

/** One of several experiments that are shown as one. */
export interface OverExperiment {
  /** Path of its results file. */
  readonly file: string;
  readonly id: number;
  readonly title: string;
  /** As it was typed. */
  readonly command: string;
  /** Of rl-bench. */
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The machine that it was begun on, as JSON. */
  readonly host: string;
}

/** What an experiment that was put together of several is over. Plain data, kept in its configuration. */
export interface Over {
  readonly experiments: readonly OverExperiment[];
  /** What a reader has to know of their differences, one sentence each. */
  readonly notes: readonly string[];
}

/** @param experiment that was put together of several. */
export function overIn(db: Database, experiment: number): Over {
  const text = db
    .prepare<[number], string>("select config_json -> '$.over' from experiments where id = ?")
    .pluck()
    .get(experiment);
  return JSON.parse(text!) as Over;
}

/** Which experiments everything is over, in one sentence; nothing where it is one alone. */
export function overSentences({ over }: { readonly over?: Pick<Over, 'experiments'> | undefined }): string[] {
  if (over === undefined) return [];
  const files = [...groupBy(over.experiments, ({ file }) => file)].map(([file, own]) => {
    const names = own.map(({ id, title }) => (title === '' ? String(id) : `${id} (${oneLine(title)})`));
    return `${own.length === 1 ? 'experiment' : 'experiments'} ${listed(names)} of "${oneLine(file)}"`;
  });
  return [`All of this is over ${listed(files)}.`];
}
