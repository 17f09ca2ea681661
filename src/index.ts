/**
 * rl-bench as a library: everything that the command does, for programs and plugins.
 *
 * @module
 */
export { backendNames, startBackend, stopBackends } from './backends/index.ts';
export * from './plugin-api.ts';
export { type LoadedPlugin, loadPlugins, type Plugin } from './plugins/index.ts';
export { runSummary } from './report/run-summary.ts';
export { openReadonly, openStore, type Store, type TuningScore, tuningScores } from './store/index.ts';
export { type FittedPlan, fitToMemory } from './sweep/fit-to-memory.ts';
export { type MemoryRoom, memoryRoom } from './sweep/memory-room.ts';
export { type PlannedPopulation, planSweep, type SweepPlan } from './sweep/plan.ts';
export { type RunSettings, runSettings } from './sweep/run-settings.ts';
export { runSweep, type SweepOptions, type SweepResult } from './sweep/run-sweep.ts';
export { scoringStage } from './sweep/scoring-stage.ts';
export { type Study, study } from './sweep/study.ts';
export { parseStudy, readStudy, type StudyFile } from './sweep/study-file.ts';
export type { SweepObserver } from './sweep/sweep-observer.ts';
export type { PopulationPlan } from './training/population-plan.ts';
export type { TrainingRecord } from './training/records.ts';
export { type TrainingOptions, trainPopulation } from './training/train-population.ts';
