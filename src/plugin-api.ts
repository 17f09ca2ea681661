/**
 * What a plugin is handed: the registries, and what entries are made of. All of it is part of the library too.
 *
 * @module
 */
export { z } from 'zod';
export * from '../agents/index.ts';
export * from '../envs/index.ts';
export { type Call, formatCall, parseCall, type Value } from './call-expression.ts';
export * from './controllers/index.ts';
export * from './diagnostics/index.ts';
export { RunError, UsageError } from './errors.ts';
export * from './optimizers/index.ts';
export { type RandomState, RandomStream } from './random.ts';
export { Registry, type RegistryEntry, type Resolved } from './registry.ts';
export {
  defineSearch,
  type Normal,
  type SearchEntry,
  type SearchRule,
  searchRules,
  type Told,
} from './search/index.ts';
export * from './studies/index.ts';
export { gatherRows } from './tensors/gather-rows.ts';
export { type NamedShape, ParameterLayout } from './tensors/parameter-layout.ts';
export * as tf from './tensors/tf.ts';
export { leaves, mapTree, type TensorTree } from './tensors/tree.ts';
export * from './test-functions/index.ts';
export { differentiate, type LossGradient } from './training/loss-gradient.ts';
export { type Player, playerStream } from './training/players.ts';
export type {
  Evaluated,
  // Agents have an experience, minibatches and a schedule of their own.
  Experience as WorkloadExperience,
  LossHealth,
  Minibatch as WorkloadMinibatch,
  MinibatchStep,
  RecordHeading,
  Request as WorkloadRequest,
  Schedule as WorkloadSchedule,
  UpdateReport,
  Workload,
} from './training/workload.ts';
export type { Footprint } from './workloads/footprint.ts';
export {
  defineWorkload,
  initialVector,
  type PreparedWorkload,
  type WorkloadEntry,
  type WorkloadPlan,
  workloads,
} from './workloads/index.ts';
