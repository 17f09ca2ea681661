import type { TrainingRecord } from '../../results/index.ts';
import type { SweepPlan } from '../plan/plan.ts';

/** Told what a sweep does while it does it. */
export interface SweepObserver {
  /** A sentence about what was found or decided on the way: a population is trained in parts, the file is locked. */
  note(line: string): void;
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
}

/** An observer with all its methods: those that it lacks do nothing. */
export function allOf(observer: Partial<SweepObserver> = {}): SweepObserver {
  return {
    note: (line) => observer.note?.(line),
    stageStarted: (plan) => observer.stageStarted?.(plan),
    populationStarted: (index, spent) => observer.populationStarted?.(index, spent),
    recorded: (index, records) => observer.recorded?.(index, records),
    populationEnded: (index) => observer.populationEnded?.(index),
    populationFailed: (index, reason) => observer.populationFailed?.(index, reason),
    populationRepeated: (index, reason) => observer.populationRepeated?.(index, reason),
  };
}

/** Tells nobody. */
export const silentObserver: SweepObserver = allOf();
