import type { SweepPlan } from '../plan/plan.ts';
import { dealt, longest } from './deal.ts';
import { type CostedShare, costOfMembers, namedUnit, type Unit } from './unit.ts';

/** Who is going to train a plan. */
export interface Places {
  /** Machines, shards or agents that share it, 1 or more. */
  readonly places: number;
  /** False where populations stay whole: see `dividesPopulations`. */
  readonly divides: boolean;
}

/** Members of a unit, at most: more of them share little more of a step. */
const sizes = [16, 12, 8, 6, 4, 3, 2, 1];
/** A division that ends later by this part is as good if its units are larger. */
const asGood = 1.05;

/**
 * Cuts a plan into units that so many places can share and end together: the largest ones with which that comes out.
 *
 * The plan and the number of places alone decide, so every machine finds the same units, in the order of the plan.
 */
export function unitsOf(plan: Pick<SweepPlan, 'populations'>, { places, divides }: Places): Unit[] {
  const divisions = (divides ? sizes : [Number.POSITIVE_INFINITY]).map((size) => {
    const shares = sharesOf(plan, size);
    return { shares, end: longest(dealt(shares, places)) };
  });
  const least = Math.min(...divisions.map(({ end }) => end));
  const { shares } = divisions.find(({ end }) => end <= asGood * least)!;
  return shares.map((share) => namedUnit(plan, share));
}

/** All populations in parts of about equal size. @param most members of a part. */
function sharesOf({ populations }: Pick<SweepPlan, 'populations'>, most: number): CostedShare[] {
  return populations.flatMap((planned, population) => {
    const count = planned.population.members.length;
    const parts = Math.max(1, Math.ceil(count / most));
    return Array.from({ length: parts }, (_, part): CostedShare => {
      const [from, to] = [part, part + 1].map((at) => Math.round((count * at) / parts)) as [number, number];
      const members = Array.from({ length: to - from }, (_, place) => from + place);
      return { population, members, cost: costOfMembers(planned, members.length) };
    });
  });
}
