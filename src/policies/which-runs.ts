import type { Database } from 'better-sqlite3';
import { UsageError } from '../errors.ts';

/** Numbers of runs as they were typed. @throws UsageError */
export function runNumbers(words: readonly string[]): number[] {
  return words.map((word) => {
    if (/^\d{1,15}$/.test(word)) return Number(word);
    throw new UsageError(
      `a run has a number, given "${word}"; rl-bench sql "select id, optimizer, seed from runs" lists them`,
    );
  });
}

/** The runs of an experiment that have left a policy. @throws UsageError where there are none. */
export function runsWithPolicies(db: Database, experimentId: number): number[] {
  const ids = db
    .prepare<[number], number>(
      'select distinct run_id from policies join runs on runs.id = run_id where experiment_id = ? order by run_id',
    )
    .pluck()
    .all(experimentId);
  if (ids.length > 0) return ids;
  throw new UsageError(`no run of experiment ${experimentId} has left a policy; train it with this rl-bench`);
}
