import { FreeRegions } from '../free-regions.ts';

/** When a block is needed: numbers of the first and the last call that work on it. */
export interface Lifetime {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Lays out blocks that are needed one after the other in as little memory as best fit finds: a block's place is free again
 * after its last call.
 *
 * @param lifetimes by first call. @returns where each begins, and how much memory that takes.
 */
export function planMemory(lifetimes: readonly Lifetime[]): {
  readonly starts: number[];
  readonly bytes: number;
} {
  const free = new FreeRegions();
  const starts: number[] = [];
  const living = new Set<number>();
  let end = 0;
  for (const [index, { bytes, first }] of lifetimes.entries()) {
    const over = [...living].filter((other) => lifetimes[other]!.last < first);
    free.add(over.map((other) => ({ address: starts[other]!, bytes: lifetimes[other]!.bytes })));
    for (const other of over) living.delete(other);
    const found = free.take(bytes);
    starts.push(found ?? end);
    if (found === undefined) end += bytes;
    living.add(index);
  }
  return { starts, bytes: end };
}
