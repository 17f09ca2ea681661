import { doublesBytes } from './doubles-bytes.ts';
import type { ArithmeticName, ComparisonName, KernelName, UnaryName } from './kernels.ts';

/** What a trial of a kernel is made of. Sizes and contents are drawn at random; a block is given by its address. */
export interface Draw {
  /** An integer from `low` to `high`. */
  integer(low: number, high: number): number;
  /** A number of elements, at least `low`. */
  size(low?: number): number;
  /** A float32. */
  number(): number;
  floats(count: number): number;
  integers(count: number, limit: number): number;
  truths(count: number): number;
  /** A block that the kernel writes; what it spills into the padding is its own affair. */
  results(count: number): number;
  truthResults(count: number): number;
  /** A block that the kernel may leave anything in. */
  room(count: number): number;
}

/** The arguments of one call. */
export type Trial = (draw: Draw) => (number | boolean)[];

const unary: Trial = (draw) => {
  const length = draw.size();
  return [draw.results(length), draw.floats(length), length];
};

/** One, two, three or all axes, with either side broadcast along each of them or not. */
function broadcast(resultsOf: 'results' | 'truthResults'): Trial {
  return (draw) => {
    const [n1, n2, n3] = [draw.integer(1, 3), draw.integer(1, 4), draw.size()];
    const dense = [n2 * n3, n3, 1];
    const repeated = draw.integer(0, 2);
    const strides = [0, 1].map((side) =>
      dense.map((stride, axis) => (axis < 2 ? stride * draw.integer(0, 1) : Number(repeated !== side + 1))),
    );
    const [a, b] = [draw.floats(n1 * n2 * n3), draw.floats(n1 * n2 * n3)];
    return [draw[resultsOf](n1 * n2 * n3), a, b, n1, n2, n3, ...strides.flat()];
  };
}

/** A slice, or a transpose, or lines laid out with gaps. */
function copy(width: 4 | 1): Trial {
  return (draw) => {
    const [n1, n2, n3] = [draw.integer(1, 3), draw.integer(1, 5), draw.size()];
    const gap = draw.integer(0, 3);
    const dense = [n2 * (n3 + gap), n3 + gap, 1];
    const turned = [1, n1 * n3, n1];
    const [to, from] = [dense, draw.integer(0, 1) ? turned : dense];
    const count = n1 * n2 * (n3 + gap);
    // The gaps of what is written must stay, so it has to be known before.
    const [out, x] =
      width === 4 ? [draw.floats(count), draw.floats(count)] : [draw.truths(count), draw.truths(count)];
    return [out, x, n1, n2, n3, ...to, ...from];
  };
}

const finish: Trial = (draw) => {
  const [rows, units] = [draw.integer(1, 5), draw.size()];
  return [draw.floats(rows * units), draw.floats(units), rows, units];
};

const threeFloats: Trial = (draw) => {
  const length = draw.size();
  return [draw.results(length), draw.floats(length), draw.floats(length), length];
};

const reduction: Trial = (draw) => {
  const inner = draw.integer(0, 1) ? 1 : draw.size();
  const [outer, n] = [draw.integer(1, 3), draw.size()];
  return [draw.results(outer * inner), draw.floats(outer * n * inner), outer, n, inner];
};

/** A rule over vectors of one length, with so many results, operands and coefficients. */
function rule(results: number, operands: number, coefficients: number): Trial {
  return (draw) => {
    const length = draw.size();
    return [
      ...Array.from({ length: results }, () => draw.results(length)),
      ...Array.from({ length: operands }, () => draw.floats(length)),
      length,
      ...Array.from({ length: coefficients }, () => draw.number()),
    ];
  };
}

const fill: Trial = (draw) => {
  const count = draw.size();
  return [draw.floats(count), count, draw.integer(-(2 ** 31), 2 ** 31 - 1)];
};

const truthPair: Trial = (draw) => {
  const length = draw.size();
  return [draw.truthResults(length), draw.truths(length), draw.truths(length), length];
};

/** Few of everything more often than not, and now and then more than a first cache holds. */
function product(draw: Draw): (number | boolean)[] {
  const small = () => draw.integer(1, 9);
  const sizes = [
    () => [small(), draw.size(), draw.size()],
    () => [draw.size(), draw.size(), small()],
    () => [draw.size(16), draw.size(), draw.integer(1, 4)],
    () => [draw.size(), draw.size(), draw.size()],
    () => [draw.integer(1, 10), draw.integer(85, 95), draw.integer(98, 104)],
  ];
  const [m, k, n] = sizes[draw.integer(0, sizes.length - 1)]!() as [number, number, number];
  const [aRow, aInner] = draw.integer(0, 1) ? [1, m] : [k, 1];
  const [bInner, bColumn] = draw.integer(0, 1) ? [1, k] : [n, 1];
  const room = draw.room((8 * Math.ceil(n / 8) + 16) * k);
  const strides = [aRow, aInner, bInner, bColumn].map((stride) => 4 * stride);
  return [draw.results(m * n), draw.floats(m * k), draw.floats(k * n), room, m, k, n, ...strides];
}

/** Of the loss or its slopes: inputs of one number a row each but for the entropy's place, which all rows may share. */
function ppo(results: (draw: Draw, rows: number, ofEntropy: number) => number[], inputs: number): Trial {
  return (draw) => {
    const rows = draw.size();
    const shared = draw.integer(0, 1) === 1;
    return [
      ...results(draw, rows, shared ? 1 : rows),
      ...Array.from({ length: inputs }, () => draw.floats(rows)),
      ...[rows, shared, draw.number(), draw.integer(0, 1) === 1, draw.number(), draw.number()],
    ];
  };
}

const unaries = ofAll<UnaryName>(
  ['abs', 'exp', 'log', 'neg', 'reciprocal', 'relu', 'rsqrt', 'sigmoid', 'sign', 'sqrt', 'square', 'tanh'],
  unary,
);
const arithmetic = ofAll<ArithmeticName>(
  ['add', 'divide', 'maximum', 'minimum', 'multiply', 'squaredDifference', 'subtract'],
  broadcast('results'),
);
const comparisons = ofAll<ComparisonName>(
  ['equal', 'greater', 'greaterEqual', 'less', 'lessEqual', 'notEqual'],
  broadcast('truthResults'),
);

function ofAll<Name extends string>(names: readonly Name[], trial: Trial): Record<Name, Trial> {
  return Object.fromEntries(names.map((name) => [name, trial])) as Record<Name, Trial>;
}

/** How every kernel is tried where two ways of computing it are compared. */
export const kernelTrials: Readonly<Record<KernelName, Trial>> = {
  ...unaries,
  ...arithmetic,
  ...comparisons,
  step: rule(1, 1, 1),
  clip: rule(1, 1, 2),
  truthsToFloats(draw) {
    const length = draw.size();
    return [draw.results(length), draw.truths(length), length];
  },
  integersToFloats(draw) {
    const length = draw.size();
    return [draw.results(length), draw.integers(length, 2 ** 31), length];
  },
  not(draw) {
    const length = draw.size();
    return [draw.truthResults(length), draw.truths(length), length];
  },
  and: truthPair,
  or: truthPair,
  select(draw) {
    const length = draw.size();
    return [draw.results(length), draw.truths(length), draw.floats(length), draw.floats(length), length];
  },
  sum: (draw) => [...reduction(draw), draw.integer(1, 100)],
  largest: reduction,
  smallest: reduction,
  softmax(draw) {
    const [rows, length] = [draw.integer(1, 5), draw.size()];
    return [draw.results(rows * length), draw.floats(rows * length), rows, length];
  },
  copyWords: copy(4),
  copyBytes: copy(1),
  fillWords: fill,
  fillBytes: fill,
  gatherWords(draw) {
    const [count, width, limit] = [draw.size(), draw.size(), draw.integer(1, 9)];
    // Now and then a row is named that the table does not have.
    const rows = draw.integers(count, limit + (draw.integer(0, 4) === 0 ? 1 : 0));
    return [draw.floats(count * width), draw.floats(limit * width), rows, count, width, limit];
  },
  finishLinear: finish,
  finishTanh: finish,
  finishRelu: finish,
  tanhSlope: threeFloats,
  reluSlope: threeFloats,
  categorical(draw) {
    const [rows, n] = [draw.size(), draw.integer(1, 7)];
    const [logProb, entropy] = [draw.results(rows), draw.results(rows)];
    return [logProb, entropy, draw.floats(rows * n), draw.integers(rows, n), rows, n];
  },
  categoricalGradient(draw) {
    const [rows, n] = [draw.size(), draw.integer(1, 7)];
    const [out, logits, actions] = [draw.results(rows * n), draw.floats(rows * n), draw.integers(rows, n)];
    return [out, logits, actions, draw.floats(rows), draw.floats(rows), rows, n];
  },
  gaussian(draw) {
    const [rows, n] = [draw.size(), draw.integer(1, 9)];
    const [logProb, entropy] = [draw.results(rows), draw.results(1)];
    return [logProb, entropy, draw.floats(rows * n), draw.floats(n), draw.floats(rows * n), rows, n];
  },
  gaussianGradient(draw) {
    const [rows, n] = [draw.integer(1, 9), draw.size()];
    const [ofMeans, ofLogStd] = [draw.results(rows * n), draw.results(n)];
    const [means, logStd, actions] = [draw.floats(rows * n), draw.floats(n), draw.floats(rows * n)];
    return [ofMeans, ofLogStd, means, logStd, actions, draw.floats(rows), draw.floats(1), rows, n];
  },
  ppoLoss: ppo((draw) => Array.from({ length: 6 }, () => draw.results(1)), 8),
  ppoLossGradient: ppo(
    (draw, rows, ofEntropy) => [
      draw.results(rows),
      draw.results(ofEntropy),
      draw.results(rows),
      draw.floats(1),
    ],
    7,
  ),
  blend: rule(1, 2, 2),
  moments: rule(2, 3, 4),
  overRoot: rule(1, 2, 2),
  clipNorm: rule(1, 1, 1),
  watchGradient: rule(3, 4, 0),
  layerSums(draw) {
    const length = draw.size();
    return [draw.results(8), ...Array.from({ length: 6 }, () => draw.floats(length)), length];
  },
  largestMagnitude(draw) {
    const length = draw.size();
    return [draw.results(1), draw.floats(length), length];
  },
  normalizeRows(draw) {
    const [rows, n] = [draw.integer(1, 5), draw.size()];
    const [out, x] = [draw.results(rows * n), draw.floats(rows * n)];
    return [out, x, draw.floats(n), rows, n, 1e-5];
  },
  normalizeRowsSlopes(draw) {
    const [rows, n] = [draw.integer(1, 5), draw.size()];
    const [ofX, along] = [draw.results(rows * n), draw.results(rows * n)];
    const [dz, x] = [draw.floats(rows * n), draw.floats(rows * n)];
    return [ofX, along, dz, x, draw.floats(n), rows, n, 1e-5];
  },
  standardizeRows(draw) {
    const [rows, n] = [draw.integer(1, 5), draw.size()];
    return [draw.floats(rows * n), rows, n, 1e-5, draw.number(), draw.number()];
  },
  symmetricEigen(draw) {
    const n = draw.size();
    const [values, vectors, x] = [draw.results(n), draw.results(n * n), draw.floats(n * n)];
    return [values, vectors, x, draw.room(doublesBytes(2 * n + 4, n) / 4), n];
  },
  symmetricRoot(draw) {
    const n = draw.size();
    const [out, x, room] = [
      draw.results(n * n),
      draw.floats(n * n),
      draw.room(doublesBytes(2 * n + 4, n) / 4),
    ];
    return [out, x, room, n, draw.integer(0, 3), draw.integer(0, 1) === 1];
  },
  qr(draw) {
    const [m, n] = [draw.size(), draw.size()];
    const k = Math.min(m, n);
    const [q, r, x] = [draw.results(m * k), draw.results(k * n), draw.floats(m * n)];
    return [q, r, x, draw.room(doublesBytes(2 * m + 3, n) / 4), m, n];
  },
  matMul: product,
};
