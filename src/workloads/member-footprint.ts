import type { PopulationPlan } from '../training/population-plan.ts';
import { preparedWorkload } from './assemble.ts';
import * as control from './control/footprint.ts';
import type { Footprint } from './footprint.ts';

/** Bytes that a member takes whatever else there is: counted, not tried, for what is too large to try. */
export function leastFootprint(plan: PopulationPlan): Footprint {
  return preparedWorkload(plan)?.footprint ?? control.leastFootprint(plan);
}

/** What a member of a population needs; of agents in environments found by trying, on the backend that was started. */
export async function memberFootprint(plan: PopulationPlan): Promise<Footprint> {
  return preparedWorkload(plan)?.footprint ?? control.memberFootprint(plan);
}
