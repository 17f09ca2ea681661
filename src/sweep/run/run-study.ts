import type { PlanDescription } from '../cost/describe-plan.ts';
import { planSweep, type SweepPlan } from '../plan/plan.ts';
import { checkedStudy, type StudyFile } from '../study/checked-study.ts';
import { inProgram } from '../study/origin.ts';
import type { StudyInput } from '../study/study.ts';
import { type DryRunOptions, dryRunPlan } from './dry-run.ts';
import type { RunResult } from './run-options.ts';
import { type RunPlanOptions, runPlan } from './run-plan.ts';

/**
 * Plans a study: one that was read by `readStudy`, or an object with the same keys.
 *
 * @throws UsageError for the first thing that does not fit. Nothing has been started or written then.
 */
export function planStudy(given: StudyInput | StudyFile): SweepPlan {
  const { study, origin } = 'origin' in given ? given : checkedStudy(given, inProgram);
  return planSweep(study, {}, origin);
}

/** Trains a study as an experiment of a results file: `planStudy`, then `runPlan`. */
export async function runStudy(study: StudyInput | StudyFile, options: RunPlanOptions): Promise<RunResult> {
  return runPlan(planStudy(study), options);
}

/** Says what `runStudy` would train, how long that takes, and how much room. Nothing is written. */
export async function dryRunStudy(
  study: StudyInput | StudyFile,
  options: DryRunOptions = {},
): Promise<PlanDescription> {
  return dryRunPlan(planStudy(study), options);
}
