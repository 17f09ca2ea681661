import type { Database } from 'better-sqlite3';
import { dividesPopulations } from '../../backends/index.ts';
import { readExperiment } from '../../store/index.ts';
import type { Share, Spread } from '../cost/divide-work.ts';
import type { Experiment } from '../run/experiment.ts';
import { configOf } from '../run/saved-config.ts';
import { unitsOf } from '../units/plan-units.ts';
import type { Unit } from '../units/unit.ts';

/** A unit, or what is left of it, as a share of what is left of the experiment. */
export interface QueuedShare {
  readonly unit: string;
  readonly share: Share;
}

/** Agents come and go; units are cut as for so many. */
const places = 8;

/** The units of all of an experiment, as its file has planned it. */
export function unitsOfExperiment(db: Database, id: number, backend: string): Unit[] {
  const plan = configOf(readExperiment(db, id)!);
  return unitsOf(plan, { places, divides: dividesPopulations(backend) });
}

/**
 * What is left of the units of an experiment. They keep their names, whatever of them has ended and whichever stage is
 * trained.
 *
 * @param spread says how many members a process has memory for.
 */
export function unitsLeft(
  db: Database,
  { id, plan, runIds }: Experiment,
  backend: string,
  spread: Spread,
): QueuedShare[] {
  const places = new Map<number, readonly [population: number, member: number]>();
  let next = 0;
  for (const [
    population,
    {
      population: { members },
    },
  ] of plan.populations.entries()) {
    for (const member of members.keys()) places.set(runIds[next++]!, [population, member]);
  }
  const runAt = new Map(
    db
      .prepare<[number], { id: number; population: number; member: number }>(
        'select id, population, member from runs where experiment_id = ?',
      )
      .all(id)
      .map((run) => [`${run.population}.${run.member}`, run.id]),
  );
  const most = spread.most(1);
  return unitsOfExperiment(db, id, backend).flatMap(({ id: unit, population, members }) => {
    const left = members.flatMap((member) => {
      const place = places.get(runAt.get(`${population}.${member}`)!);
      return place ? [place] : [];
    });
    const [first] = left;
    if (first === undefined) return [];
    return inParts(
      left.map(([, member]) => member),
      most[first[0]],
    ).map((own, part) => ({
      unit: part === 0 ? unit : `${unit}.${part}`,
      share: { population: first[0], members: own },
    }));
  });
}

function inParts<T>(values: readonly T[], most = values.length): T[][] {
  return Array.from({ length: Math.ceil(values.length / most) }, (_, part) =>
    values.slice(part * most, (part + 1) * most),
  );
}
