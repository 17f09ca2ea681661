import { Registry } from '../registry.ts';
import { cifar10 } from './supervised/cifar10.ts';
import { digits } from './supervised/digits.ts';
import { mnist } from './supervised/mnist.ts';
import { regression } from './supervised/regression.ts';
import { spirals } from './supervised/spirals.ts';
import { text } from './supervised/text.ts';
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

for (const entry of [digits, spirals, regression, mnist, cifar10, text]) workloads.register(entry);
