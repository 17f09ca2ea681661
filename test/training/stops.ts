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

/** Trained with stops on the way, all members at once. */
export function trainedWithStops(plan: PopulationPlan, stops: readonly number[]): Promise<TrainingRecord[]> {
  const pieces = [...stops, Number.POSITIVE_INFINITY];
  return trainedPieceByPiece(plan, pieces, (batches, rest, from) => trainedFor(batches, rest, { from }));
}

/** Trained in pieces: each member is left off where it has spent its shares of the budget, one after the other. */
export function trainedInPieces(
  plan: PopulationPlan,
  pieces: readonly (readonly number[])[],
): Promise<TrainingRecord[]> {
  return trainedPieceByPiece(plan, pieces, (until, rest, from, members) =>
    trainedFor(Number.POSITIVE_INFINITY, rest, { from, until: members.map((member) => until[member]!) }),
  );
}

/** True of what a member says that is left off for now, which one that is trained in one piece does not say. */
function isLeftOff(record: TrainingRecord): boolean {
  return record.kind === 'end' && record.status === 'paused';
}

/** Records of members that have ended are not wanted any more. */
async function trainedPieceByPiece<Piece>(
  plan: PopulationPlan,
  pieces: readonly Piece[],
  trained: (
    piece: Piece,
    rest: PopulationPlan,
    from: readonly (Uint8Array | undefined)[],
    members: readonly number[],
  ) => Promise<Part>,
): Promise<TrainingRecord[]> {
  const all: TrainingRecord[] = [];
  const saved = new Map<number, Uint8Array>();
  let members = plan.members.map((_, member) => member);
  for (const piece of pieces) {
    const rest = { ...plan, members: members.map((member) => plan.members[member]!) };
    if (rest.members.length === 0) break;
    const from = members.map((member) => saved.get(member));
    const part = await trained(piece, rest, from, members);
    const records = part.records.map((record) => ({ ...record, member: members[record.member]! }));
    for (const [index, state] of part.from.entries()) if (state) saved.set(members[index]!, state);
    const ended = new Set(
      records.filter((record) => record.kind === 'end' && !isLeftOff(record)).map(({ member }) => member),
    );
    all.push(...records.filter((record) => !isLeftOff(record)));
    members = members.filter((member) => !ended.has(member));
  }
  return all;
}

/** Member by member: those that ended early leave, so the order across members may differ. */
export function byMember(records: readonly TrainingRecord[]): TrainingRecord[] {
  return records.toSorted((a, b) => a.member - b.member);
}
