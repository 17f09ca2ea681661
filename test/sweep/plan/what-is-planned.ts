import type { SweepPlan } from '../../../src/sweep/plan/plan.ts';

/** A plan without the words in which it was asked for: studies that say the same in other words are planned alike. */
export function whatIsPlanned({ asked: _, ...planned }: SweepPlan): Omit<SweepPlan, 'asked'> {
  return planned;
}
