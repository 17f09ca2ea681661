/**
 * rl-bench as a library: everything that the command does, for programs and plugins.
 *
 * @module
 */
export * from '../agents/index.ts';
export * from '../envs/index.ts';
export { backendNames, startBackend } from './backends/index.ts';
export { type Call, formatCall, parseCall, type Value } from './call-expression.ts';
export { RunError, UsageError } from './errors.ts';
export * from './optimizers/index.ts';
export { type RandomState, RandomStream } from './random.ts';
export { Registry, type RegistryEntry, type Resolved } from './registry.ts';
export { runSummary } from './report/run-summary.ts';
export { openReadonly, openStore, type Store } from './store/index.ts';
export { type FittedPlan, fitToMemory } from './sweep/fit-to-memory.ts';
export { type MemoryRoom, memoryRoom } from './sweep/memory-room.ts';
export { planSweep, type SweepPlan } from './sweep/plan.ts';
export { type RunSettings, runSettings } from './sweep/run-settings.ts';
export { runSweep, type SweepObserver, type SweepOptions, type SweepResult } from './sweep/run-sweep.ts';
export * as tf from './tensors/tf.ts';
export { trainPopulation } from './training/population.ts';
export type { PopulationPlan } from './training/population-plan.ts';
export type { TrainingRecord } from './training/records.ts';
