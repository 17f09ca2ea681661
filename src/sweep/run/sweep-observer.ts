import type { TrainingRecord } from '../../results/index.ts';
import type { SweepPlan } from '../plan/plan.ts';

/** Told what a sweep does while it does it. */
export interface SweepObserver {
  /** A sentence about what was found or decided on the way: a population is trained in parts, the file is locked. */
  note(line: string): void;
  /** Populations and members are those of this plan, until there is another. */
  stageStarted(plan: SweepPlan): void;
  /**
   * Members of a population are about to be trained, for the first time or once more. They may be spread over several
   * processes, each of which begins by itself.
   *
   * @param spent of its budget, by each member: environment steps, or episodes where these are the budget.
   */
  populationStarted(index: number, spent: readonly number[]): void;
  /** After what was reported has been committed. */
  recorded(index: number, records: readonly TrainingRecord[]): void;
  /** None of its members is trained any more. */
  populationEnded(index: number): void;
  /** It, or members of it that trained together, cannot be trained; the others go on. */
  populationFailed(index: number, reason: string): void;
  /** The process that trained members of it has died; they are started once more, from their last checkpoints. */
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
