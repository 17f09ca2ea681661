import { readResults } from '../../store/index.ts';
import { compareExperiment } from './compare-experiment.ts';
import type { CompareOptions, Comparison } from './comparison.ts';

/**
 * Compares the optimizers of an experiment of a results file, as {@link compareExperiment} does.
 *
 * @throws UsageError if there is no such file, experiment or optimizer, or fewer than two of them to compare.
 */
export function compareOptimizers({
  db: path,
  ...options
}: CompareOptions & { db: string }): Promise<Comparison> {
  return readResults(path, (db) => compareExperiment(db, options));
}
