import type { Database } from 'better-sqlite3';
import { groupBy } from '../group-by.ts';
import { usualTolerance } from './problem.ts';
import { problems } from './problems/index.ts';

/** How a problem was solved. */
export interface ProblemAccount {
  readonly problem: string;
  readonly mode: string;
  readonly breaks: string;
  /** The share of the first error at which it counts as solved. */
  readonly tolerance: number;
  /** Optimizers that solve it in at least half of their scoring trials, in the order of the file. */
  readonly solvers: readonly string[];
  /** Mean share of the scoring trials that solved it, over optimizers. */
  readonly solved: number;
}

/** @param optimizers those that count, by label. @param enough the share from which on an optimizer solves it. */
export function problemAccounts(
  db: Database,
  experiment: number,
  optimizers: readonly string[],
  enough: number,
): ProblemAccount[] {
  const rows = db
    .prepare<[number], { problem: string; optimizer: string; solved: number }>(
      `select problem, optimizer, avg(solved) as solved from stress_trials
       where experiment_id = ? and phase = 'scoring' group by problem, optimizer order by min(id)`,
    )
    .all(experiment)
    .filter(({ optimizer }) => optimizers.includes(optimizer));
  const byProblem = groupBy(rows, ({ problem }) => problem);
  return problems.flatMap(({ name, mode, breaks, tolerance = usualTolerance }) => {
    const own = byProblem.get(name);
    if (!own) return [];
    return {
      ...{ problem: name, mode, breaks, tolerance },
      solvers: own.filter(({ solved }) => solved >= enough).map(({ optimizer }) => optimizer),
      solved: own.reduce((sum, { solved }) => sum + solved, 0) / own.length,
    };
  });
}
