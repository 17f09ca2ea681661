import { countNumbers } from '../../optimizers/index.ts';
import { assemble } from '../../workloads/assemble.ts';
import type { PlannedPopulation, SweepPlan } from '../plan/plan.ts';
import { tunedGroups } from '../plan/scoring-stage.ts';

/** Bytes of the policies that a sweep leaves in the results file: of every run the parameters of all its agents. */
export function keptBytes(plan: SweepPlan): number {
  const scored = tunedGroups(plan).map(([first]) => plan.tuning!.seeds.length * ofRun(first!));
  const planned = plan.populations.map((each) => each.population.members.length * ofRun(each));
  return [...planned, ...scored].reduce((sum, bytes) => sum + bytes, 0);
}

function ofRun({ population }: PlannedPopulation): number {
  const { agents, parameters } = assemble(population);
  return agents * countNumbers(parameters) * Float32Array.BYTES_PER_ELEMENT;
}
