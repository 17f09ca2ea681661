import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import { type BudgetComparison, compareBudget } from '../budget/compare-budget.ts';
import { compareProfiles, type ProfileComparison } from '../profiles/compare-profiles.ts';
import { compareSensitivity, type SensitivityComparison } from '../sensitivity/compare-sensitivity.ts';

/** What else than who is better can be asked of an experiment; each undefined where it cannot be asked of this one. */
export interface SettingsLooks {
  readonly budget: BudgetComparison | undefined;
  readonly sensitivity: SensitivityComparison | undefined;
  readonly profiles: ProfileComparison | undefined;
}

export function settingsLooks(db: Database, experiment: number): SettingsLooks {
  return {
    budget: unlessRefused(() => compareBudget(db, { experiment })),
    sensitivity: unlessRefused(() => compareSensitivity(db, { experiment })),
    profiles: unlessRefused(() => compareProfiles(db, { experiment })),
  };
}

/** Who asks for one of these by name is told why it cannot be had; a document is silent of it. */
function unlessRefused<T>(compare: () => T): T | undefined {
  try {
    return compare();
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
