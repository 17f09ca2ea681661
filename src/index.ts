/**
 * rl-bench as a library: everything that the command does, for programs and plugins.
 *
 * @module
 */
export { backendNames, startBackend, stopBackends } from './backends/index.ts';
export * from './plugin-api.ts';
export { type LoadedPlugin, loadPlugins, type Plugin } from './plugins/index.ts';
export { runSummary } from './report/run-summary.ts';
export type { TrainingRecord } from './results/index.ts';
export { openReadonly, openStore, type Store, type TuningScore, tuningScores } from './store/index.ts';
export { type FittedPlan, fitToMemory } from './sweep/cost/fit-to-memory.ts';
export { type MemoryRoom, memoryRoom } from './sweep/cost/memory-room.ts';
export { type PlannedPopulation, planSweep, type SweepPlan } from './sweep/plan/plan.ts';
export { scoringStage } from './sweep/plan/scoring-stage.ts';
export { runSweep, type SweepOptions, type SweepResult } from './sweep/run/run-sweep.ts';
export type { SweepObserver } from './sweep/run/sweep-observer.ts';
export { type RunSettings, runSettings } from './sweep/study/run-settings.ts';
export { type Study, study } from './sweep/study/study.ts';
export { parseStudy, readStudy, type StudyFile } from './sweep/study/study-file.ts';
export type { PopulationPlan } from './training/population-plan.ts';
export { type TrainingOptions, trainPopulation } from './training/train-population.ts';
