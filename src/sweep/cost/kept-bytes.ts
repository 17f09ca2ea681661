import { countNumbers } from '../../optimizers/index.ts';
import { assemble } from '../../workloads/assemble.ts';
import { allRungs } from '../plan/all-rungs.ts';
import type { PlannedPopulation, SweepPlan } from '../plan/plan.ts';
import { tunedGroups } from '../plan/scoring-stage.ts';

/**
 * Bytes of the policies that a sweep leaves in the results file: of every run the parameters of all its
 * agents, but for those that successive halving drops.
 */
export function keptBytes(plan: SweepPlan): number {
  const scored = tunedGroups(plan).map(([first]) => plan.tuning!.seeds.length * ofRun(first!));
  const planned = plan.populations
    .filter(({ until }) => until === undefined)
    .map((each) => each.population.members.length * ofRun(each));
  const [, ...rungs] = allRungs(plan);
  const ended = rungs.flatMap((rung) =>
    rung.filter(({ to }) => to === 1).map((part) => part.members * ofRun(part.planned)),
  );
  return [...planned, ...ended, ...scored].reduce((sum, bytes) => sum + bytes, 0);
}

function ofRun({ population }: PlannedPopulation): number {
  const { agents, parameters } = assemble(population);
  return agents * countNumbers(parameters) * Float32Array.BYTES_PER_ELEMENT;
}
