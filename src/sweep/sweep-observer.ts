import type { TrainingRecord } from '../training/records.ts';

/** Told what a sweep does while it does it. Populations and members are those of the experiment's plan. */
export interface SweepObserver {
  /**
   * A population is about to be trained, for the first time or once more.
   *
   * @param envSteps that each member has taken already.
   */
  populationStarted(index: number, envSteps: readonly number[]): void;
  /** After what was reported has been committed. */
  recorded(index: number, records: readonly TrainingRecord[]): void;
  populationEnded(index: number): void;
  /** The process that trained it has died; it is started once more, from its last checkpoint. */
  populationRepeated(index: number, reason: string): void;
}
