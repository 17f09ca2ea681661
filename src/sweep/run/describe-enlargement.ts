import { describeVersion } from '../../version.ts';
import type { SweepPlan } from '../plan/plan.ts';
import type { Enlargement } from './experiment.ts';

/** What an experiment keeps of an enlargement. @param plan what is new. @param command what asked for it. */
export function describeEnlargement(before: SweepPlan, plan: SweepPlan, command: string): Enlargement {
  const fresh = <Value>(of: (plan: SweepPlan) => readonly Value[]): Value[] => {
    const known = new Set(of(before));
    return [...new Set(of(plan))].filter((value) => !known.has(value));
  };
  return {
    at: new Date().toISOString(),
    command,
    version: describeVersion(),
    runs: plan.populations.reduce((sum, { population }) => sum + population.members.length, 0),
    seeds: fresh(({ populations }) =>
      populations.flatMap(({ population }) => population.members.map(({ seed }) => seed)),
    ),
    environments: fresh(({ populations }) => populations.map(({ population }) => population.env)),
    agents: fresh(({ populations }) => populations.map(({ agentLabel }) => agentLabel)),
    optimizers: fresh(({ populations }) => populations.map(({ label }) => label)),
    learningRates: fresh(({ populations }) =>
      populations.flatMap(({ learningRates }) => learningRates.filter((rate) => rate !== null)),
    ),
  };
}
