import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import type { FoundExperiment } from '../find-experiment.ts';
import { findTried, type TriedOptions } from '../tried/find-tried.ts';
import type { TriedMetric } from '../tried/tried-query.ts';
import { type Sensitivities, sensitivities } from './sensitivities.ts';

/** How much optimizers owe to being tuned for each task. Plain data, as a comparison is. */
export interface SensitivityComparison extends Sensitivities {
  readonly experiment: FoundExperiment;
  readonly metric: TriedMetric;
  /** Of every interval. All are over seeds. */
  readonly level: number;
}

/**
 * Sensitivities to hyper-parameters over the tasks of an experiment.
 *
 * @throws UsageError if there is no such experiment or optimizer, none with two settings, or a single task.
 */
export function compareSensitivity(db: Database, options: TriedOptions = {}): SensitivityComparison {
  const { experiment, metric, tasks } = findTried(db, options);
  const found = sensitivities(tasks);
  if (found === undefined) {
    throw new UsageError(
      `sensitivity is of settings across tasks, and experiment ${experiment.id} has one; train on two or more`,
    );
  }
  return { experiment, metric, level: 0.95, ...found };
}
