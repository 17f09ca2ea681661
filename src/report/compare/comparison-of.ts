import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import { compareExperiment } from './compare-experiment.ts';
import type { Comparison } from './comparison.ts';

/** Undefined where there is nothing to compare: a single optimizer, or no run that has ended yet. */
export function comparisonOf(db: Database, experiment: number): Comparison | undefined {
  try {
    return compareExperiment(db, { experiment });
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
