import type { InitialPolicy } from '../../training/population-plan.ts';
import type { PlanDescription } from '../cost/describe-plan.ts';
import { planSweep, type SweepPlan } from '../plan/plan.ts';
import { checkedStudy, type StudyFile } from '../study/checked-study.ts';
import { inProgram } from '../study/origin.ts';
import type { StudyInput } from '../study/study.ts';
import { type DryRunOptions, dryRunPlan } from './dry-run.ts';
import { initialPolicy } from './initial-policy.ts';
import type { RunResult } from './run-options.ts';
import { type RunPlanOptions, runPlan } from './run-plan.ts';

/**
 * Plans a study: one that was read by `readStudy`, or an object with the same keys.
 *
 * @param initial the policy that it begins with, where it names one; `runStudy` reads it.
 * @throws UsageError for the first thing that does not fit. Nothing has been started or written then.
 */
export function planStudy(given: StudyInput | StudyFile, initial?: InitialPolicy): SweepPlan {
  const { study, origin } = fileOf(given);
  return planSweep(study, {}, origin, initial);
}

/** The same with the policy that the study begins with, where it names one. @param db the results file that has it. */
export async function planStudyFrom(given: StudyInput | StudyFile, db: string): Promise<SweepPlan> {
  const file = fileOf(given);
  return planStudy(file, await initialPolicy(file.study, db, file.origin));
}

function fileOf(given: StudyInput | StudyFile): StudyFile {
  return 'origin' in given ? given : checkedStudy(given, inProgram);
}

/** Trains a study as an experiment of a results file: `planStudy`, then `runPlan`. */
export async function runStudy(study: StudyInput | StudyFile, options: RunPlanOptions): Promise<RunResult> {
  return runPlan(await planStudyFrom(study, options.db), options);
}

/** Says what `runStudy` would train, how long that takes, and how much room. Nothing is written. */
export async function dryRunStudy(
  study: StudyInput | StudyFile,
  options: DryRunOptions = {},
): Promise<PlanDescription> {
  return dryRunPlan(planStudy(study), options);
}
