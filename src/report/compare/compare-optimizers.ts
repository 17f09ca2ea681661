import { readExperiments } from '../several/read-experiments.ts';
import { asList } from '../several/wanted.ts';
import { compareExperiment } from './compare-experiment.ts';
import type { CompareOptions, Comparison } from './comparison.ts';

/** Of which files and experiments the optimizers are compared. */
export interface CompareOptimizersOptions extends Omit<CompareOptions, 'experiment'> {
  /** Path of the results file, or of several, whose experiments are compared as one. */
  readonly db: string | readonly string[];
  /**
   * The id or title of an experiment (of several with the title, the newest), or of several that are compared as one: of one
   * file, or of as many files, in their order. Default: of each file the newest with runs that came to an end.
   */
  readonly experiment?: number | string | readonly (number | string)[] | undefined;
}

/**
 * Compares the optimizers of an experiment of a results file, or of several as if they were one, as
 * {@link compareExperiment} does.
 *
 * @throws UsageError if there is no such file, experiment or optimizer, fewer than two of them to compare, or where
 * experiments contradict each other.
 */
export function compareOptimizers({
  db: files,
  experiment,
  ...options
}: CompareOptimizersOptions): Promise<Comparison> {
  return readExperiments({ files: asList(files), experiments: asList(experiment) }, (db, id) =>
    compareExperiment(db, { ...options, experiment: id }),
  );
}
