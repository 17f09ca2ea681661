import { Registry } from '../registry.ts';
import { digits } from './supervised/digits.ts';
import type { WorkloadEntry } from './workload-entry.ts';

export { checkPrepared, checkWorkloadEntry } from './check-workload.ts';
export { initialVector } from './initial-vector.ts';
export {
  defineWorkload,
  type PreparedWorkload,
  type WorkloadEntry,
  type WorkloadPlan,
} from './workload-entry.ts';

/** Every task that is no environment, by name. A plugin adds its own with `workloads.register(defineWorkload({…}))`. */
export const workloads = new Registry<WorkloadEntry>('workload', ['create']);

workloads.register(digits);
