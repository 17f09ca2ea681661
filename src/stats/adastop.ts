import { RandomStream } from '../random.ts';
import { refuseNonFinite, refuseNonShare } from './check.ts';

export interface AdaStopOptions {
  /** Values of each algorithm between two looks: n of the paper. */
  readonly block: number;
  /** The most looks: K of the paper. */
  readonly looks: number;
  /** Bound of the chance to call any pair different that is not, over all pairs and looks. Default 0.05. */
  readonly alpha?: number;
  /** Up to how many permutations are kept; as long as these are all that could be, none is drawn. Default 20,000. */
  readonly permutations?: number;
  /** Of the permutations that are drawn. Default 0. */
  readonly seed?: number;
}

/** What has come of two algorithms. */
export interface AdaStopPair {
  readonly a: number;
  readonly b: number;
  /** Which of the two has the larger mean; undefined while that is not shown. */
  readonly larger: number | undefined;
  /** By which look it was shown: 1, 2, … */
  readonly look: number | undefined;
}

export interface AdaStopLook {
  /** What the largest difference of sums of block means had to exceed; infinite where none could. */
  readonly threshold: number;
  /** Of α, after this look. */
  readonly levelSpent: number;
}

export interface AdaStopResult {
  /** Every two algorithms: (0, 1), (0, 2), …, (1, 2), … */
  readonly pairs: readonly AdaStopPair[];
  readonly looks: readonly AdaStopLook[];
  /** The algorithms that need another block; none once every pair is decided or all looks have been taken. */
  readonly open: readonly number[];
}

/** Permutations that no look has rejected so far, as the sums of the differences of block means that they give. */
interface Paths {
  /** One list a pair, all equally long; the first of each is what was observed. */
  readonly sums: readonly Float64Array[];
  /** How many there would be had no look taken any away. */
  readonly total: number;
}

/**
 * AdaStop (Mathieu et al., arXiv 2306.10882, algorithm 1, without early acceptance: β = 0): after each block of values a step-down permutation test of all
 * pairs that are not decided, at a level of which looks up to k may spend kα/K together. The statistic of a pair is the absolute sum
 * of the differences of its block means; values are permuted within blocks, alike for all pairs; what an earlier look would have
 * rejected counts no more. The error over all pairs and looks is at most α, whatever pairs really differ (with the assumption of the
 * paper that a rejection says which of two is larger).
 *
 * The reference implementation (adastop 0.1.3) takes its thresholds from signed differences, and so spends up to 2α.
 *
 * While all permutations are kept, none is drawn, and the result is exact; beyond, each one that is left goes on by some that are
 * drawn, and what was observed is always one of them.
 *
 * @param values one list an algorithm, block after block. Of algorithms whose pairs are all decided nothing more is read.
 * @throws RangeError of NaN and infinite values, of a block of less than 2 and of no look.
 */
export function adaStop(
  values: readonly (readonly number[])[],
  { block, looks: most, alpha = 0.05, permutations = 20_000, seed = 0 }: AdaStopOptions,
): AdaStopResult {
  refuseNonShare(alpha, 'alpha');
  if (!(block >= 2 && most >= 1))
    throw new RangeError(`blocks are of 2 or more and looks 1 or more, given ${block}, ${most}`);
  for (const each of values) refuseNonFinite(each);
  const stream = RandomStream.of(seed, 'adastop');
  let pairs = values.flatMap((_, a) =>
    values.slice(a + 1).map((__, after): AdaStopPair => {
      return { a, b: a + 1 + after, larger: undefined, look: undefined };
    }),
  );
  const looks: AdaStopLook[] = [];
  let open = pairs.map((_, pair) => pair);
  let paths: Paths = { sums: pairs.map(() => new Float64Array(1)), total: 1 };
  let spent = 0;
  for (let look = 1; look <= most && open.length > 0; look++) {
    if (
      open.some((pair) =>
        [pairs[pair]!.a, pairs[pair]!.b].some((each) => values[each]!.length < look * block),
      )
    )
      break;
    const blocks = open.map((pair) =>
      [pairs[pair]!.a, pairs[pair]!.b].flatMap((each) =>
        values[each]!.slice((look - 1) * block, look * block),
      ),
    );
    paths = extended(paths, blocks, block, permutations, stream);
    const level = (alpha * look) / most;
    let kept = open.map((_, place) => place);
    let bound = { threshold: Number.POSITIVE_INFINITY, level: 0 };
    while (kept.length > 0) {
      bound = thresholdOf(largest(paths, kept), paths.total, level - spent);
      const first = kept.reduce((best, place) =>
        observed(paths, place) > observed(paths, best) ? place : best,
      );
      // Sums of the same numbers in another order differ in their last digits.
      if (!(observed(paths, first) > bound.threshold * (1 + 1e-12))) break;
      const { a, b } = pairs[open[first]!]!;
      pairs = pairs.with(open[first]!, { a, b, larger: paths.sums[first]![0]! > 0 ? a : b, look });
      kept = kept.filter((place) => place !== first);
    }
    spent += bound.level;
    looks.push({ threshold: bound.threshold, levelSpent: spent });
    paths = within(paths, kept, bound.threshold);
    open = kept.map((place) => open[place]!);
    if (look === most) return { pairs, looks, open: [] };
  }
  const needed = open.flatMap((pair) => [pairs[pair]!.a, pairs[pair]!.b]);
  return { pairs, looks, open: [...new Set(needed)].sort((a, b) => a - b) };
}

function observed({ sums }: Paths, pair: number): number {
  return Math.abs(sums[pair]![0]!);
}

/** Every path with every permutation of the next block, or with as many as are to be kept. */
function extended(
  { sums, total }: Paths,
  blocks: readonly (readonly number[])[],
  size: number,
  most: number,
  stream: RandomStream,
): Paths {
  const before = sums[0]!.length;
  const all = choices(2 * size, size, Math.floor(most / before));
  const each = all?.length ?? Math.max(1, Math.floor(most / before));
  const next = sums.map(() => new Float64Array(before * each));
  for (let path = 0; path < before; path++) {
    for (let step = 0; step < each; step++) {
      const at = path * each + step;
      // The first of all is what was observed.
      const chosen =
        all?.[step] ?? (at === 0 ? firstOf(size) : stream.permutation(2 * size).subarray(0, size));
      for (let pair = 0; pair < next.length; pair++) {
        next[pair]![at] = sums[pair]![path]! + differenceOfMeans(blocks[pair]!, chosen, size);
      }
    }
  }
  return { sums: next, total: total * each };
}

/** Mean of the chosen values less mean of the others. */
function differenceOfMeans(values: readonly number[], chosen: ArrayLike<number>, size: number): number {
  let [sum, all] = [0, 0];
  for (let i = 0; i < values.length; i++) all += values[i]!;
  for (let i = 0; i < size; i++) sum += values[chosen[i]!]!;
  return (2 * sum - all) / size;
}

function firstOf(size: number): number[] {
  return Array.from({ length: size }, (_, index) => index);
}

/** Every choice of `size` of `count` places, the first ones first; undefined where there are more than `most`. */
function choices(count: number, size: number, most: number): number[][] | undefined {
  let found: number[][] = [[]];
  let ways = 1;
  for (let i = 1; i <= size; i++) ways = (ways * (count - size + i)) / i;
  if (Math.round(ways) > most) return undefined;
  for (let place = 0; place < size; place++) {
    found = found.flatMap((chosen) => {
      const from = (chosen.at(-1) ?? -1) + 1;
      const last = count - (size - place);
      return Array.from({ length: last - from + 1 }, (_, index) => [...chosen, from + index]);
    });
  }
  return found;
}

/** Of each path the largest absolute sum of some pairs, ascending. */
function largest({ sums }: Paths, pairs: readonly number[]): Float64Array {
  return Float64Array.from(sums[0]!, (_, path) => {
    let most = 0;
    for (const pair of pairs) most = Math.max(most, Math.abs(sums[pair]![path]!));
    return most;
  }).sort();
}

/** The least of the statistics beyond which at most `level` of all paths lie, and how much do. */
function thresholdOf(
  statistics: Float64Array,
  total: number,
  level: number,
): { threshold: number; level: number } {
  const beyond = Math.floor(level * total + 1e-9);
  const place = statistics.length - 1 - beyond;
  if (beyond < 0) return { threshold: Number.POSITIVE_INFINITY, level: 0 };
  const at = Math.max(0, place);
  return { threshold: statistics[at]!, level: (statistics.length - 1 - at) / total };
}

/** The paths that a look with this threshold would not have rejected, of the pairs that are left. */
function within({ sums, total }: Paths, pairs: readonly number[], threshold: number): Paths {
  if (pairs.length === 0) return { sums: [], total };
  const kept: number[] = [];
  const bound = threshold * (1 + 1e-12);
  for (let path = 0; path < sums[0]!.length; path++) {
    if (pairs.every((pair) => Math.abs(sums[pair]![path]!) <= bound)) kept.push(path);
  }
  return { sums: pairs.map((pair) => Float64Array.from(kept, (path) => sums[pair]![path]!)), total };
}
