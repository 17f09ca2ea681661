import { doublesBytes } from '../doubles-bytes.ts';
import type { KernelName } from '../kernels.ts';

/** What a kernel does with the memory behind one of its addresses. */
export interface Reach {
  /** A kernel may leave anything in a room, and takes nothing from it that it has not put there. */
  readonly use: 'reads' | 'writes' | 'room';
  /** Of one line. What a kernel spills into the padding, or into lines that it has yet to write, is not counted. */
  readonly bytes: number;
  /** From one line to the next. */
  readonly step: number;
}

/** The memory that a call reaches. */
export interface KernelReach {
  /** Number of the argument that says how many lines there are; undefined where the work is not done line by line. */
  readonly count?: number;
  /** One an address, in the order of the arguments. */
  readonly reaches: readonly Reach[];
}

/** The reach of a call. @param numbers its arguments; those that are addresses count for nothing. */
type ReachOf = (numbers: readonly number[]) => KernelReach;

const reads = (bytes: number, step = bytes): Reach => ({ use: 'reads', bytes, step });
const writes = (bytes: number, step = bytes): Reach => ({ use: 'writes', bytes, step });
/** The same for every line. */
const shared = (bytes: number): Reach => reads(bytes, 0);

/** Room for rows of n doubles, each padded to a multiple of eight. */
const doubles = (rows: number, n: number): Reach => ({ use: 'room', bytes: doublesBytes(rows, n), step: 0 });

/** A kernel that takes one element after the other of each operand. @param widths of elements, in bytes. */
function elements(results: readonly number[], operands: readonly number[]): ReachOf {
  const reaches = [...results.map((width) => writes(width)), ...operands.map((width) => reads(width))];
  const reach = { count: reaches.length, reaches };
  return () => reach;
}

/** Lines are those of the outermost axis that has a length. @param sides strides of each address in elements, and its width. */
function axes(
  first: number,
  lengths: readonly number[],
  sides: readonly {
    readonly use: Reach['use'];
    readonly width: number;
    readonly strides: readonly number[];
  }[],
): KernelReach {
  const found = lengths.findIndex((length) => length > 1);
  const outermost = found < 0 ? lengths.length - 1 : found;
  const inner = lengths.map((length, axis) => (axis === outermost ? 0 : length - 1));
  return {
    count: first + outermost,
    reaches: sides.map(({ use, width, strides }) => {
      const last = strides.reduce((sum, stride, axis) => sum + stride * inner[axis]!, 0);
      return { use, bytes: width * (1 + last), step: width * strides[outermost]! };
    }),
  };
}

const broadcast =
  (outWidth: number): ReachOf =>
  ([, , , ...numbers]) => {
    const [n1, n2, n3] = numbers as [number, number, number];
    return axes(
      3,
      [n1, n2, n3],
      [
        { use: 'writes', width: outWidth, strides: [n2 * n3, n3, 1] },
        { use: 'reads', width: 4, strides: numbers.slice(3, 6) },
        { use: 'reads', width: 4, strides: numbers.slice(6, 9) },
      ],
    );
  };

const copy =
  (width: number): ReachOf =>
  ([, , ...numbers]) =>
    axes(2, numbers.slice(0, 3), [
      { use: 'writes', width, strides: numbers.slice(3, 6) },
      { use: 'reads', width, strides: numbers.slice(6, 9) },
    ]);

const finish: ReachOf = ([, , , n]) => ({ count: 2, reaches: [writes(4 * n!), shared(4 * n!)] });

const reduction: ReachOf = ([, , , n, inner]) => ({
  count: 2,
  reaches: [writes(4 * inner!), reads(4 * n! * inner!)],
});

/** All of several vectors of one length at once. @param results bytes of each that is written. */
const vectors =
  (results: readonly number[], operands: number): ReachOf =>
  (numbers) => {
    const length = numbers[results.length + operands]!;
    return {
      reaches: [
        ...results.map((bytes) => writes(bytes)),
        ...new Array<Reach>(operands).fill(reads(4 * length)),
      ],
    };
  };

const all = <Name extends string>(names: readonly Name[], reach: ReachOf): Record<Name, ReachOf> =>
  Object.fromEntries(names.map((name) => [name, reach])) as Record<Name, ReachOf>;

const reachOf: Readonly<Record<KernelName, ReachOf>> = {
  ...all(
    ['abs', 'exp', 'log', 'neg', 'reciprocal', 'relu', 'rsqrt', 'sigmoid', 'sign', 'sqrt', 'square', 'tanh'],
    elements([4], [4]),
  ),
  ...all(['add', 'divide', 'maximum', 'minimum', 'multiply', 'squaredDifference', 'subtract'], broadcast(4)),
  ...all(['equal', 'greater', 'greaterEqual', 'less', 'lessEqual', 'notEqual'], broadcast(1)),
  step: elements([4], [4]),
  clip: elements([4], [4]),
  truthsToFloats: elements([4], [1]),
  integersToFloats: elements([4], [4]),
  not: elements([1], [1]),
  and: elements([1], [1, 1]),
  or: elements([1], [1, 1]),
  select: elements([4], [1, 4, 4]),
  tanhSlope: elements([4], [4, 4]),
  reluSlope: elements([4], [4, 4]),
  fillWords: elements([4], []),
  fillBytes: elements([1], []),
  blend: elements([4], [4, 4]),
  moments: elements([4, 4], [4, 4, 4]),
  overRoot: elements([4], [4, 4]),
  watchGradient: elements([4, 4, 4], [4, 4, 4, 4]),
  copyWords: copy(4),
  copyBytes: copy(1),
  sum: reduction,
  largest: reduction,
  smallest: reduction,
  softmax: ([, , , n]) => ({ count: 2, reaches: [writes(4 * n!), reads(4 * n!)] }),
  finishLinear: finish,
  finishTanh: finish,
  finishRelu: finish,
  clipNorm: ([, , length]) => ({ reaches: [writes(4 * length!), reads(4 * length!)] }),
  largestMagnitude: vectors([4], 1),
  layerSums: vectors([32], 6),
  gatherWords: ([, , , , width, limit]) => ({
    count: 3,
    reaches: [writes(4 * width!), shared(4 * width! * limit!), reads(4)],
  }),
  categorical: ([, , , , , n]) => ({
    count: 4,
    reaches: [writes(4), writes(4), reads(4 * n!), reads(4)],
  }),
  categoricalGradient: ([, , , , , , n]) => ({
    count: 5,
    reaches: [writes(4 * n!), reads(4 * n!), reads(4), reads(4), reads(4)],
  }),
  gaussian: ([, , , , , rows, n]) => ({
    reaches: [
      ...[writes(4 * rows!), writes(4)],
      ...[reads(4 * rows! * n!), reads(4 * n!), reads(4 * rows! * n!)],
    ],
  }),
  gaussianGradient: ([, , , , , , , rows, n]) => ({
    reaches: [
      ...[writes(4 * rows! * n!), writes(4 * n!)],
      ...[reads(4 * rows! * n!), reads(4 * n!), reads(4 * rows! * n!), reads(4 * rows!), reads(4)],
    ],
  }),
  normalizeRows: ([, , , , n]) => ({ count: 3, reaches: [writes(4 * n!), reads(4 * n!), shared(4 * n!)] }),
  normalizeRowsSlopes: ([, , , , , , n]) => ({
    count: 5,
    reaches: [writes(4 * n!), writes(4 * n!), reads(4 * n!), reads(4 * n!), shared(4 * n!)],
  }),
  standardizeRows: ([, , n]) => ({ count: 1, reaches: [writes(4 * n!)] }),
  ppoLoss: (numbers) => {
    const [rows, isShared] = numbers.slice(14) as [number, number];
    const columns = Array.from({ length: 8 }, (_, column) => reads(column === 1 && isShared ? 4 : 4 * rows));
    return { reaches: [...new Array<Reach>(6).fill(writes(4)), ...columns] };
  },
  ppoLossGradient: (numbers) => {
    const [rows, isShared] = numbers.slice(11) as [number, number];
    const slopes = [writes(4 * rows), writes(isShared ? 4 : 4 * rows), writes(4 * rows)];
    return { reaches: [...slopes, reads(4), ...new Array<Reach>(7).fill(reads(4 * rows))] };
  },
  symmetricEigen: ([, , , , n]) => ({
    reaches: [writes(4 * n!), writes(4 * n! * n!), reads(4 * n! * n!), doubles(2 * n! + 4, n!)],
  }),
  symmetricRoot: ([, , , n]) => ({
    reaches: [writes(4 * n! * n!), reads(4 * n! * n!), doubles(2 * n! + 4, n!)],
  }),
  qr: ([, , , , m, n]) => ({
    reaches: [
      ...[writes(4 * m! * Math.min(m!, n!)), writes(4 * Math.min(m!, n!) * n!)],
      ...[reads(4 * m! * n!), doubles(2 * m! + 3, n!)],
    ],
  }),
  matMul: ([, , , , m, k, n, aRow, aInner, bInner, bColumn]) => ({
    reaches: [
      writes(4 * m! * n!),
      reads((m! - 1) * aRow! + (k! - 1) * aInner! + 4),
      reads((k! - 1) * bInner! + (n! - 1) * bColumn! + 4),
      { use: 'room', bytes: 4 * (8 * Math.ceil(n! / 8) + 16) * k!, step: 0 },
    ],
  }),
};

/** What a call of a kernel reaches. @param numbers its arguments; those that are addresses count for nothing. */
export function kernelReach(kernel: string, numbers: readonly number[]): KernelReach {
  return reachOf[kernel as KernelName](numbers);
}
