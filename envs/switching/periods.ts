import { RandomStream } from '../../src/random.ts';

/** How the task of a period follows from its number. */
export interface Sequence {
  /** Values that each setting takes, by its name. */
  readonly values: Readonly<Record<string, readonly number[]>>;
  /** `cycle`: value after value; `random`: drawn, each other than the one before. */
  readonly order: 'cycle' | 'random';
  /** What is drawn is drawn by. */
  readonly seed: number;
}

/**
 * What the settings are in a period: nothing in period 0, which is the task as it was named. The first switch brings the first
 * value of each list, or any.
 */
export function settingsOfPeriods({
  values,
  order,
  seed,
}: Sequence): (period: number) => Record<string, number> {
  const places = Object.entries(values).map(([name, list]) => {
    const place = order === 'cycle' ? cycling(list.length) : drawn(list.length, seed, name);
    return { name, list, place };
  });
  return (period) =>
    period === 0
      ? {}
      : Object.fromEntries(places.map(({ name, list, place }) => [name, list[place(period - 1)]!]));
}

const cycling =
  (length: number) =>
  (index: number): number =>
    index % length;

/** Places of a list of values, each drawn among those that are not the one before. */
function drawn(length: number, seed: number, name: string): (index: number) => number {
  return remembered((index, before) => {
    const stream = RandomStream.of(seed, 'switching', name, index);
    if (before === undefined || length === 1) return stream.integer(length);
    return (before + 1 + stream.integer(length - 1)) % length;
  });
}

/** Where each number of an observation comes from in a period: undefined in period 0, and then other than the period before. */
export function permutationsOfPeriods(
  length: number,
  seed: number,
): (period: number) => Int32Array | undefined {
  const asItIs = Int32Array.from({ length }, (_, index) => index);
  const of = remembered<Int32Array>((index, before = asItIs) => {
    const stream = RandomStream.of(seed, 'switching', 'permutation', index);
    // Drawn again where it would change nothing, which of two numbers every other one does.
    for (;;) {
      const order = stream.permutation(length);
      if (order.some((place, at) => place !== before[at])) return order;
    }
  });
  return (period) => (period === 0 ? undefined : of(period - 1));
}

/** A sequence whose members follow from the one before, each made once. */
function remembered<T>(next: (index: number, before: T | undefined) => T): (index: number) => T {
  const known: T[] = [];
  return (index) => {
    while (known.length <= index) known.push(next(known.length, known.at(-1)));
    return known[index]!;
  };
}
