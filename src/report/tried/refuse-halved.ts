import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import { listed } from '../../text/listed.ts';

/**
 * Refuses to look at all settings of optimizers of which successive halving has dropped some: what those would have come to is
 * not known.
 *
 * @param what cannot be said. @throws UsageError
 */
export function refuseHalved(
  db: Database,
  experimentId: number,
  optimizers: readonly string[],
  what: string,
): void {
  const halved = db
    .prepare<[number], string>(
      "select distinct coalesce(setting_of, optimizer) from runs where experiment_id = ? and status = 'dropped' order by id",
    )
    .pluck()
    .all(experimentId)
    .filter((optimizer) => optimizers.includes(optimizer));
  if (halved.length === 0) return;
  throw new UsageError(
    `successive halving has dropped settings of ${listed(halved)} before the end of their budgets, so ${what} is not known; tune without halving for that`,
  );
}
