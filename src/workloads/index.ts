import { Registry } from '../registry.ts';
import { digits } from './supervised/digits.ts';
import type { WorkloadEntry } from './workload-entry.ts';

export { defineWorkload, type WorkloadEntry, type WorkloadPlan } from './workload-entry.ts';

/** Every task that is no environment, by name. */
export const workloads = new Registry<WorkloadEntry>('workload', ['create']);

workloads.register(digits);
