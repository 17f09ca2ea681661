import type { TrainingRecord } from '../../src/results/index.ts';
import type { PopulationPlan } from '../../src/training/population-plan.ts';
import { type TrainingOptions, trainPopulation } from '../../src/workloads/train-population.ts';

/** A part of a training: what was reported, and where its members stood in the end. */
interface Part {
  readonly records: TrainingRecord[];
  readonly from: (Uint8Array | undefined)[];
}

/**
 * Trains until so many batches of records have come, then asks for an end.
 *
 * @param look called after each of them.
 */
export async function trainedFor(
  batches: number,
  plan: PopulationPlan,
  options: TrainingOptions = {},
  look: () => void = () => {},
): Promise<Part> {
  const stop = new AbortController();
  const part: Part = { records: [], from: plan.members.map(() => undefined) };
  let count = 0;
  for await (const records of trainPopulation(plan, { ...options, signal: stop.signal })) {
    for (const record of records) {
      if (record.kind === 'checkpoint') part.from[record.member] = record.state;
      else part.records.push('wallS' in record ? { ...record, wallS: 0 } : record);
    }
    look();
    if (++count >= batches) stop.abort();
  }
  return part;
}

/** Trained with stops on the way: records of members that have ended are not wanted any more. */
export async function trainedWithStops(
  plan: PopulationPlan,
  stops: readonly number[],
): Promise<TrainingRecord[]> {
  const all: TrainingRecord[] = [];
  let members = plan.members.map((_, member) => member);
  let from: (Uint8Array | undefined)[] = [];
  for (const batches of [...stops, Number.POSITIVE_INFINITY]) {
    const rest = { ...plan, members: members.map((member) => plan.members[member]!) };
    if (rest.members.length === 0) break;
    const part = await trainedFor(batches, rest, { from });
    all.push(...part.records.map((record) => ({ ...record, member: members[record.member]! })));
    from = part.from.filter((state) => state !== undefined);
    members = members.filter((_, index) => part.from[index] !== undefined);
  }
  return all;
}

/** Member by member: those that ended early leave, so the order across members may differ. */
export function byMember(records: readonly TrainingRecord[]): TrainingRecord[] {
  return records.toSorted((a, b) => a.member - b.member);
}
