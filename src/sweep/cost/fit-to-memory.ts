import { RunError, UsageError } from '../../errors.ts';
import { formatBytes } from '../../format-bytes.ts';
import { several } from '../../several.ts';
import type { Footprint } from '../../workloads/footprint.ts';
import { leastFootprint, memberFootprint } from '../../workloads/member-footprint.ts';
import type { PlannedPopulation, SweepPlan } from '../plan/plan.ts';
import type { Share } from './divide-work.ts';
import type { MemoryRoom } from './memory-room.ts';

/** What there is memory for. */
export interface Fitting {
  /** Processes that may train side by side, no more than were wished for. */
  readonly workers: number;
  /** Of each population, members that each of so many processes may train at once. */
  most(workers: number): number[];
  /** Memory that processes may come to take together. @param shares of each, one at a time. */
  bytes(shares: readonly (readonly Share[])[]): number;
}

/** What a member of a population needs. @throws RunError if to try it has filled the memory. */
export type FootprintOf = (planned: PlannedPopulation) => Promise<Footprint>;

/** Blocks of memory are rounded up and not joined again, and what is thrown away waits to be collected. */
export const safety = 2;
/** Of a process that has not begun to train: Node, TensorFlow.js, compiled code. */
const processBytes = 200 * 2 ** 20;

/**
 * Finds out what there is memory for before anything is started. Members do not depend on each other, so a population
 * that is too large trains in parts, with the same results. Rather than refuse, fewer workers train side by side.
 *
 * Call it with the backend started that will train.
 *
 * @param workers processes wished for.
 * @param tell told, in one line, of every population that one process cannot train at once.
 * @param footprintOf says what a member needs. Default: tries it in this process, however long that takes.
 * @throws UsageError if not even one member fits.
 */
export async function fitToMemory(
  plan: SweepPlan,
  room: MemoryRoom,
  workers: number,
  tell: (line: string) => void = () => {},
  footprintOf: FootprintOf = ({ population }) => memberFootprint(population),
): Promise<Fitting> {
  const needs: Need[] = [];
  for (const planned of plan.populations) {
    const need = await needOf(planned, room, footprintOf);
    if (!fitsAlone(need, room)) throw tooLarge(planned, need, room);
    needs.push(need);
  }
  // What fits alone is tried, even if it may be a close thing.
  const most = (processes: number): number[] =>
    needs.map((need) => Math.max(1, fitting(need, room, besides(processes, room))));
  for (const [index, whole] of most(1).entries()) {
    const planned = plan.populations[index]!;
    if (whole < planned.population.members.length) tell(inParts(planned, needs[index]!, whole, room));
  }
  const members = plan.populations.reduce((sum, { population }) => sum + population.members.length, 0);
  const fits = (processes: number): boolean =>
    needs.every((need) => fitting(need, room, besides(processes, room)) >= 1);
  let sideBySide = Math.min(workers, members);
  while (sideBySide > 1 && !fits(sideBySide)) sideBySide--;
  return {
    workers: sideBySide,
    most,
    bytes: (shares) => shares.reduce((sum, own) => sum + processBytes + largestOf(own, needs), 0),
  };
}

/** Where several processes train, the one that started them keeps what it came to take before. */
function besides(workers: number, { isShared }: MemoryRoom): number {
  return workers > 1 && !isShared ? workers + 1 : workers;
}

/** Bytes of the largest of some shares. */
function largestOf(shares: readonly Share[], needs: readonly Need[]): number {
  return Math.max(
    0,
    ...shares.map(({ population, members }) => {
      const { total, shared } = needs[population]!;
      return safety * total * members.length + shared.tensors + shared.host;
    }),
  );
}

/** Bytes of one member. */
interface Need {
  readonly tensors: number;
  /** Of the largest tensor. */
  readonly largest: number;
  readonly total: number;
  /** What all members of a process have in common, once. */
  readonly shared: { readonly tensors: number; readonly host: number };
}

async function needOf(planned: PlannedPopulation, room: MemoryRoom, footprintOf: FootprintOf): Promise<Need> {
  const least = needFor(leastFootprint(planned.population));
  if (!fitsAlone(least, room)) return least;
  try {
    return needFor(await footprintOf(planned));
  } catch (error) {
    // The trial itself has filled the backend's memory.
    if (error instanceof RunError) return needFor({ tensors: 2 * room.tensors, largest: 0, host: 0 });
    throw error;
  }
}

function needFor({ tensors, largest, host, shared = { tensors: 0, host: 0 } }: Footprint): Need {
  return { tensors, largest, total: tensors + host, shared };
}

/** True if a process that has all the room may train one member. */
function fitsAlone({ tensors, largest, total, shared }: Need, room: MemoryRoom): boolean {
  return (
    tensors + shared.tensors <= room.tensors &&
    Math.max(largest, shared.tensors) <= room.largest &&
    total + shared.tensors + shared.host + processBytes <= room.machine
  );
}

/** Members that each of so many processes has room for, with a margin; the size of a tensor is known without one. */
function fitting({ tensors, largest, total, shared }: Need, room: MemoryRoom, processes: number): number {
  const own = room.machine / processes - processBytes - shared.tensors - shared.host;
  const ownTensors = (room.isShared ? room.tensors / processes : room.tensors) - shared.tensors;
  const all = Math.min(ownTensors / tensors, own / total) / safety;
  return Math.max(0, Math.floor(Math.min(all, room.largest / largest)));
}

function inParts(planned: PlannedPopulation, need: Need, most: number, room: MemoryRoom): string {
  const count = planned.population.members.length;
  const what =
    most === Math.floor(room.largest / need.largest)
      ? `the largest tensor of ${runsOf(planned)} would take a buffer of about ${formatBytes(need.largest * count)}`
      : `${runsOf(planned)} together need about ${formatBytes(shortOf(need, safety * count, room).needed)} of memory`;
  return `${what}; at most ${most} fit, so they train in parts`;
}

function tooLarge(planned: PlannedPopulation, need: Need, room: MemoryRoom): UsageError {
  if (fitsAlone(need, { ...room, largest: Number.POSITIVE_INFINITY })) {
    return new UsageError(
      `${runsOf(planned)}: the largest tensor of one would take a buffer of about ${formatBytes(need.largest)}, and the ` +
        `device has them up to ${formatBytes(room.largest)}; take a smaller network, a shorter roll-out or more minibatches`,
    );
  }
  const { needed, there } = shortOf(need, 1, room);
  return new UsageError(
    `${runsOf(planned)}: not even one fits into memory, it needs about ${formatBytes(needed)} and ` +
      `${formatBytes(there)} are there; take a smaller network, a shorter roll-out or more minibatches`,
  );
}

/** What so many members are short of: memory for tensors, or of the machine, which has to hold the process too. */
function shortOf(
  { tensors, total, shared }: Need,
  members: number,
  room: MemoryRoom,
): { needed: number; there: number } {
  const onDevice = tensors * members + shared.tensors;
  return onDevice > room.tensors
    ? { needed: onDevice, there: room.tensors }
    : { needed: total * members + shared.tensors + shared.host + processBytes, there: room.machine };
}

/** `12 runs of ADAM (4 seeds × 3 learning rates)` */
function runsOf({ label, learningRates, population: { members } }: PlannedPopulation): string {
  const rates = new Set(learningRates).size;
  const seeds = new Set(members.map(({ seed }) => seed)).size;
  return `${several(members.length, 'run')} of ${label} (${several(seeds, 'seed')} × ${several(rates, 'learning rate')})`;
}
