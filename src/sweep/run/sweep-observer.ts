import type { TrainingRecord } from '../../results/index.ts';
import type { SweepPlan } from '../plan/plan.ts';

/** Told what a sweep does while it does it. */
export interface SweepObserver {
  /** Populations and members are those of this plan, until there is another. */
  stageStarted(plan: SweepPlan): void;
  /**
   * A population is about to be trained, for the first time or once more.
   *
   * @param spent of its budget, by each member: environment steps, or episodes where these are the budget.
   */
  populationStarted(index: number, spent: readonly number[]): void;
  /** After what was reported has been committed. */
  recorded(index: number, records: readonly TrainingRecord[]): void;
  populationEnded(index: number): void;
  /** It cannot be trained; the others go on. */
  populationFailed(index: number, reason: string): void;
  /** The process that trained it has died; it is started once more, from its last checkpoint. */
  populationRepeated(index: number, reason: string): void;
  /** Another program keeps the results file locked, and training waits for it. */
  waits?(): void;
}

/** Tells nobody. */
export const silentObserver: SweepObserver = {
  stageStarted() {},
  populationStarted() {},
  recorded() {},
  populationEnded() {},
  populationFailed() {},
  populationRepeated() {},
};
