import type { Database } from 'better-sqlite3';
import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../errors.ts';

/**
 * The ids of the experiments that are named, in ascending order: by id, or by title, which several may share. All
 * experiments where none is named.
 *
 * @throws UsageError for a name that nothing bears, and for a file without experiments.
 */
export function findExperiments(db: Database, names: readonly string[] = []): number[] {
  const known = db
    .prepare<[], { id: number; title: string }>('select id, title from experiments order by id')
    .all();
  if (known.length === 0) {
    throw new UsageError(
      `no experiments in "${db.name}"; start with rl-bench run, or name a file with --db FILE`,
    );
  }
  const ids = names.flatMap((name) => {
    const byId = known.filter(({ id }) => String(id) === name);
    const found = byId.length > 0 ? byId : known.filter(({ title }) => title === name);
    if (found.length > 0) return found.map(({ id }) => id);
    const titles = known.map(({ title }) => title);
    throw new UsageError(`no experiment "${name}"${didYouMean(name, titles)} (known: ${listed(known)})`);
  });
  return names.length === 0 ? known.map(({ id }) => id) : [...new Set(ids)].sort((a, b) => a - b);
}

/**
 * The experiment of an id or title, of several the newest that has runs: loss maps are experiments without any.
 *
 * @throws UsageError if there is none.
 */
export function experimentWithRuns(db: Database, name: string): number {
  const ids = findExperiments(db, [name]);
  const hasRuns = db.prepare<[number]>('select 1 from runs where experiment_id = ? limit 1');
  const found = ids.findLast((id) => hasRuns.get(id) !== undefined);
  if (found !== undefined) return found;
  throw new UsageError(
    `experiment ${ids.at(-1)} has no runs: it is of rl-bench loss-map, meta-train, stress or study; see the tables loss_maps, policy_maps, meta_generations, stress_trials and study_points with rl-bench sql`,
  );
}

/** The latest ones, each with its id: a file may hold hundreds. */
function listed(known: readonly { id: number; title: string }[]): string {
  const latest = known.slice(-5).map(({ id, title }) => `${id} "${title}"`);
  return `${known.length > latest.length ? '…, ' : ''}${latest.join(', ')}`;
}
