/**
 * rl-bench as a library: everything that the command does, for programs and plugins. Nothing here prints or ends the
 * process; what goes wrong is thrown as `UsageError` or `RunError`, whose message is one line.
 *
 * @module
 */
export { backendNames, startBackend, stopBackends } from './backends/index.ts';
export { type Examination, examine } from './doctor/examine.ts';
export { DeviceLostError, TrainingFailedError } from './errors.ts';
export { type Format as ExportFormat, formats as exportFormats } from './export/export-files.ts';
export { type Exported, type ExportOptions, exportResults } from './export/export-results.ts';
export type { WrittenFile } from './export/output-folder.ts';
export { exportedTables } from './export/tables.ts';
export {
  type FunctionMapOptions,
  type FunctionMapSettings,
  type FunctionMaps,
  mapFunctions,
} from './loss-map/map-functions.ts';
export type { MapFiles, MapOptions } from './loss-map/map-options.ts';
export type { MappedFunction } from './loss-map/mapped-function.ts';
export {
  mapPolicyLoss,
  type PolicyLossMap,
  type PolicyLossOptions,
  type PolicyLossSettings,
} from './loss-map/policy/map-policy-loss.ts';
export * from './plugin-api.ts';
export { type LoadedPlugin, loadPlugins, type Plugin } from './plugins/index.ts';
export {
  type CompareOptimizersOptions,
  type CompareOptions,
  type Comparison,
  compareOptimizers,
  latexText as comparisonLatex,
  markdownText as comparisonMarkdown,
  type Pair,
  sentences as comparisonSentences,
  type TaskComparison,
  terminalText as comparisonText,
} from './report/compare/index.ts';
export { type LeaderboardOptions, leaderboard } from './report/leaderboard.ts';
export { runSummary } from './report/run-summary.ts';
export type { SeedScores } from './report/seed-scores.ts';
export { type ReportServer, type ServeOptions, serveReport } from './report/serve/serve-report.ts';
export type { TaskBoard } from './report/task-boards.ts';
export { type ReportOptions, writeReport } from './report/write-report.ts';
export type { TrainingRecord } from './results/index.ts';
export {
  type Difference,
  openReadonly,
  openStore,
  type RunScore,
  readResults,
  runScores,
  type Store,
  type TuningScore,
  tuningScores,
} from './store/index.ts';
export type { DescribedPopulation, DescribedShare, PlanDescription } from './sweep/cost/describe-plan.ts';
export { type Fitting, fitToMemory } from './sweep/cost/fit-to-memory.ts';
export { type MemoryRoom, memoryRoom } from './sweep/cost/memory-room.ts';
export { planAblation } from './sweep/plan/ablation.ts';
export type { AblationDesign } from './sweep/plan/ablation-plan.ts';
export { type PlannedPopulation, planSweep, type SweepPlan } from './sweep/plan/plan.ts';
export { scoringStage } from './sweep/plan/scoring-stage.ts';
export { type DryRunOptions, dryRunPlan } from './sweep/run/dry-run.ts';
export { type EnlargeOptions, enlargeExperiment } from './sweep/run/enlarge-experiment.ts';
export { type ResumeOptions, resumeExperiment } from './sweep/run/resume-experiment.ts';
export type { RunOptions, RunResult } from './sweep/run/run-options.ts';
export { type IfExists, type RunPlanOptions, runPlan } from './sweep/run/run-plan.ts';
export { dryRunStudy, planStudy, runStudy } from './sweep/run/run-study.ts';
export type { SweepObserver } from './sweep/run/sweep-observer.ts';
export { type Verification, type VerifyOptions, verifyRun } from './sweep/run/verify-run.ts';
export type { StudyFile } from './sweep/study/checked-study.ts';
export { type RunSettings, runSettings } from './sweep/study/run-settings.ts';
export { type Study, type StudyInput, study } from './sweep/study/study.ts';
export { parseStudy, readStudy } from './sweep/study/study-file.ts';
export type { PopulationPlan } from './training/population-plan.ts';
export { type TrainingOptions, trainPopulation } from './workloads/train-population.ts';
