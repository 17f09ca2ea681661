import type { Database } from 'better-sqlite3';
import type { FoundExperiment } from '../find-experiment.ts';
import { findTried, type TriedOptions } from '../tried/find-tried.ts';
import type { TriedMetric } from '../tried/tried-query.ts';
import { type BudgetTask, budgetTasks, trialCounts } from './budget-curves.ts';
import { type BudgetOverTasks, budgetOverTasks } from './budget-over-tasks.ts';

/** Who is ahead after how many trials. Plain data, as a comparison is. */
export interface BudgetComparison {
  readonly experiment: FoundExperiment;
  readonly metric: TriedMetric;
  /** Of every interval. All are over seeds. */
  readonly level: number;
  readonly tasks: readonly (BudgetTask & { readonly score: string })[];
  /** Undefined of one task, or where optimizers have no settings and seeds in common. */
  readonly overall: BudgetOverTasks | undefined;
}

/**
 * Budget curves of an experiment.
 *
 * @throws UsageError if there is no such experiment or optimizer, or none with two settings.
 */
export function compareBudget(db: Database, options: TriedOptions = {}): BudgetComparison {
  const { experiment, metric, tasks, wordsOf } = findTried(db, options);
  return {
    experiment,
    metric,
    level: 0.95,
    tasks: budgetTasks(tasks).map((task) => ({ ...task, score: scoreName(metric, wordsOf(task.env).score) })),
    overall: budgetOverTasks(
      tasks,
      [...new Set(tasks.flatMap(trialCounts))].sort((a, b) => a - b),
    ),
  };
}

function scoreName(metric: TriedMetric, score: string): string {
  return {
    final_return: `final ${score}`,
    last_100_return: 'return of the last 100 episodes',
    success_rate: 'success rate',
  }[metric];
}
