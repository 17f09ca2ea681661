import type { LossProbe } from '../loss-probe.ts';

/** Parameters that no second derivative of the loss joins with others: a network. */
export interface Block {
  readonly name: string;
  /** The runs of numbers in a player's vector that are its own: `[from, to)`. */
  readonly ranges: readonly (readonly [number, number])[];
}

const networks = ['actor', 'critic'] as const;

/**
 * Actor and critic, whose networks share no parameters, so that each has a Hessian of its own and one product serves both; what
 * is trained without them is one block.
 */
export function blocksOf({ names, sizes, offsets, length }: LossProbe['layout']): Block[] {
  const blocks = networks.flatMap((name): Block[] => {
    const own = [...names.keys()].filter((index) => names[index]!.startsWith(`${name}.`));
    if (own.length === 0) return [];
    return [{ name, ranges: own.map((index) => [offsets[index]!, offsets[index]! + sizes[index]!]) }];
  });
  const covered = blocks.flatMap(({ ranges }) => ranges).reduce((sum, [from, to]) => sum + to - from, 0);
  return covered === length ? blocks : [{ name: 'all', ranges: [[0, length]] }];
}

/** The numbers of a block, in order. */
export function numbersOf({ ranges }: Block, vector: ArrayLike<number>): Float64Array {
  const numbers: number[] = [];
  for (const [from, to] of ranges) for (let i = from; i < to; i++) numbers.push(vector[i]!);
  return Float64Array.from(numbers);
}

/** Writes the numbers of a block into a vector, from `start` on. */
export function place(
  { ranges }: Block,
  numbers: ArrayLike<number>,
  vector: Float32Array,
  start: number,
): void {
  let at = 0;
  for (const [from, to] of ranges) for (let i = from; i < to; i++) vector[start + i] = numbers[at++]!;
}
