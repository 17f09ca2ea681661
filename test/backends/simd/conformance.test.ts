import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { activate } from '../../../src/backends/activate.ts';
import { startBackend } from '../../../src/backends/index.ts';
import * as tf from '../../../src/tensors/tf.ts';

beforeAll(async () => {
  for (const name of ['cpu', 'simd']) await startBackend(name);
});

/** A tensor as plain data. */
interface Value {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** One op of a program: its result joins what later ops may use. */
interface Step {
  readonly op: keyof typeof ops;
  /** Which earlier tensors it takes, counted round and round. */
  readonly operands: readonly number[];
  /** What else the op has to choose. */
  readonly choice: number;
}

/** Something that both backends can do to tensors of any shape, or undefined where the shapes do not allow it. */
type Op = (a: tf.Tensor, b: tf.Tensor, choice: number) => tf.Tensor | undefined;

const axesOf = (x: tf.Tensor, choice: number): number[] =>
  x.shape.map((_, axis) => axis).filter((axis) => (choice >> axis) & 1);

function broadcasts(a: readonly number[], b: readonly number[]): boolean {
  const shared = Math.min(a.length, b.length);
  const [left, right] = [a.slice(a.length - shared), b.slice(b.length - shared)];
  return left.every((length, i) => length === right[i] || length === 1 || right[i] === 1);
}

const pairwise =
  (op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Op =>
  (a, b) =>
    broadcasts(a.shape, b.shape) ? op(a, b) : undefined;

const condition = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.greaterEqual(a, b);

/** Ops that keep numbers of a moderate size moderate, so that programs of them can be compared. */
const ops = {
  add: pairwise(tf.add),
  sub: pairwise(tf.sub),
  mul: pairwise((a, b) => tf.mul(tf.tanh(a), b)),
  div: pairwise((a, b) => tf.div(a, tf.add(tf.square(b), 1))),
  maximum: pairwise(tf.maximum),
  minimum: pairwise(tf.minimum),
  squaredDifference: pairwise((a, b) => tf.sqrt(tf.add(tf.squaredDifference(a, b), 1))),
  where: pairwise((a, b) => tf.where(condition(a, b), tf.add(a, b), tf.sub(a, b))),
  logic: pairwise((a, b) => {
    const [above, below] = [condition(a, b), tf.less(a, 0.5)];
    const both = tf.logicalOr(tf.logicalAnd(above, tf.logicalNot(above)), above);
    return tf.add(tf.cast(both, 'float32'), tf.mul(tf.cast(below, 'float32'), 2));
  }),
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  exp: (a) => tf.exp(tf.neg(tf.abs(a))),
  log: (a) => tf.log(tf.add(tf.square(a), 0.5)),
  relu: tf.relu,
  rsqrt: (a) => tf.rsqrt(tf.add(tf.abs(a), 1)),
  reciprocal: (a) => tf.reciprocal(tf.add(tf.abs(a), 1)),
  clip: (a) => tf.clipByValue(a, -0.75, 1.25),
  softmax: (a) => (a.rank > 0 ? tf.softmax(a) : undefined),
  logSoftmax: (a) => (a.rank > 0 ? tf.logSoftmax(a) : undefined),
  sum: (a, _, choice) => tf.sum(a, axesOf(a, choice), choice % 2 === 1),
  mean: (a, _, choice) => tf.mean(a, axesOf(a, choice), choice % 2 === 1),
  max: (a, _, choice) => tf.max(a, axesOf(a, choice), choice % 2 === 1),
  min: (a, _, choice) => tf.min(a, axesOf(a, choice), choice % 2 === 1),
  matMul(a, b, choice) {
    if (a.rank < 2 || b.rank < 2) return undefined;
    const [transposeA, transposeB] = [(choice & 1) > 0, (choice & 2) > 0];
    const inner = a.shape.at(transposeA ? -2 : -1);
    if (inner !== b.shape.at(transposeB ? -1 : -2)) return undefined;
    const [aOuter, bOuter] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    // The cpu backend takes the wrong matrices where both sides repeat along some axis.
    const [aSize, bSize] = [aOuter, bOuter].map((shape) => tf.util.sizeFromShape(shape));
    if (!tf.util.arraysEqual(aOuter, bOuter) && aSize !== 1 && bSize !== 1) return undefined;
    return tf.matMul(a, b, transposeA, transposeB);
  },
  gram: (a, _, choice) =>
    a.rank < 2 ? undefined : tf.matMul(tf.tanh(a), a, choice % 2 > 0, choice % 2 === 0),
  transpose: (a, _, choice) => tf.transpose(a, rotated(a.shape, choice)),
  reshape: (a) => tf.reshape(a, [-1]),
  slice(a, _, choice) {
    if (a.rank === 0) return undefined;
    const begin = a.shape.map((length, axis) => ((choice >> axis) & 1) % length);
    return tf.slice(
      a,
      begin,
      a.shape.map((length, axis) => Math.max(1, length - begin[axis]! - (choice % 2))),
    );
  },
  split(a, _, choice) {
    const axis = a.shape.findIndex((length) => length > 1);
    if (axis < 0) return undefined;
    const first = 1 + (choice % (a.shape[axis]! - 1));
    const [left, right] = tf.split(a, [first, a.shape[axis]! - first], axis);
    return tf.concat([right!, left!], axis);
  },
  concat: (a, b, choice) =>
    a.rank > 0 && tf.util.arraysEqual(a.shape, b.shape) ? tf.concat([a, b, a], choice % a.rank) : undefined,
  stack: (a, b, choice) =>
    a.rank < 4 && tf.util.arraysEqual(a.shape, b.shape) ? tf.stack([a, b], choice % (a.rank + 1)) : undefined,
  tile: (a, _, choice) =>
    tf.tile(
      a,
      a.shape.map((_length, axis) => 1 + ((choice >> axis) & 1)),
    ),
  pad(a, _, choice) {
    if (a.rank === 0) return undefined;
    const paddings = a.shape.map((_length, axis): [number, number] => [(choice >> axis) & 1, choice % 2]);
    return tf.pad(a, paddings, 0.5);
  },
  gather(a, _, choice) {
    if (a.rank === 0) return undefined;
    const axis = choice % a.rank;
    return tf.gather(a, [0, choice % a.shape[axis]!, 0], axis);
  },
  // Left to the cpu backend's kernels.
  softplus: tf.softplus,
  // Counted from the front: TensorFlow.js's cpu kernel takes -1 for an axis to move, and then counts NaN bytes.
  cumsum: (a) => (a.rank > 0 ? tf.cumsum(tf.tanh(a), a.rank - 1) : undefined),
  reverse: (a) => (a.rank > 0 ? tf.reverse(a, 0) : undefined),
  elu: tf.elu,
} satisfies Readonly<Record<string, Op>>;

function rotated(shape: readonly number[], choice: number): number[] {
  return shape.map((_, axis) => (axis + choice) % shape.length);
}

const length: fc.Arbitrary<number> = fc.constantFrom(1, 1, 2, 3, 4, 5, 7, 8, 9, 17);
const number = fc.double({ min: -3, max: 3, noNaN: true });
const tensor: fc.Arbitrary<Value> = fc.array(length, { maxLength: 3 }).chain((shape) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return fc.record({
    shape: fc.constant(shape),
    values: fc.array(number, { minLength: size, maxLength: size }),
  });
});
/** Ops whose slopes do not jump, so that a rounding in their arguments cannot show. */
const smooth = (Object.keys(ops) as (keyof typeof ops)[]).filter(
  (name) => !['maximum', 'minimum', 'where', 'logic', 'relu', 'clip', 'max', 'min', 'elu'].includes(name),
);
const names = Object.keys(ops) as (keyof typeof ops)[];
const stepOf = (allowed: readonly (keyof typeof ops)[]): fc.Arbitrary<Step> =>
  fc.record({
    op: fc.constantFrom(...allowed),
    operands: fc.tuple(fc.nat(7), fc.nat(7)),
    choice: fc.nat(15),
  });

const largest = 4000;

/** Runs the ops that the shapes allow; @returns every result. */
function run(inputs: readonly tf.Tensor[], steps: readonly Step[]): tf.Tensor[] {
  const tensors = [...inputs];
  for (const { op, operands, choice } of steps) {
    const [a, b] = operands.map((index) => tensors[index % tensors.length]!) as [tf.Tensor, tf.Tensor];
    if (a.size * b.size > largest * 4) continue;
    const result = (ops[op] as Op)(a, b, choice);
    if (result && result.size <= largest && result.rank <= 4) tensors.push(result);
  }
  return tensors.slice(inputs.length);
}

/** What `compute` gives on the backend named, as plain data, or the message of what it throws. */
async function on(
  backend: string,
  inputs: readonly Value[],
  compute: (inputs: tf.Tensor[]) => tf.Tensor[],
): Promise<Value[] | string> {
  await activate(backend);
  try {
    return tf.tidy(() =>
      compute(inputs.map(({ shape, values }) => tf.tensor(values as number[], shape as number[]))).map(
        (x) => ({
          shape: x.shape,
          values: Array.from(x.dataSync()),
        }),
      ),
    );
  } catch (error) {
    return (error as Error).message;
  }
}

function expectAlike(found: readonly Value[] | string, wanted: readonly Value[] | string): void {
  if (typeof found === 'string' || typeof wanted === 'string') {
    expect(found).toBe(wanted);
    return;
  }
  expect(found.map(({ shape }) => shape)).toEqual(wanted.map(({ shape }) => shape));
  for (const [index, { values }] of wanted.entries()) {
    // A few dozen roundings of numbers as large as the tensor's largest.
    const scale = values.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
    const worst = values.reduce((top, value, i) => {
      const error = Math.abs(value - found[index]!.values[i]!);
      return Math.max(error, top);
    }, 0);
    expect(worst / scale, `tensor ${index}`).toBeLessThanOrEqual(1e-5);
  }
}

async function expectSameOnBoth(
  inputs: readonly Value[],
  compute: (inputs: tf.Tensor[]) => tf.Tensor[],
): Promise<void> {
  const wanted = await on('cpu', inputs, compute);
  const before = tf.memory();
  await activate('simd');
  const used = heapBytes();
  expectAlike(await on('simd', inputs, compute), wanted);
  // TensorFlow.js itself loses what it was holding when it throws.
  if (typeof wanted === 'string') return;
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(heapBytes()).toBe(used);
}

const heapBytes = (): number => (tf.memory() as unknown as { heapBytes: number }).heapBytes;

describe.each(names)('%s', (op) => {
  test('is on simd what it is on cpu, whatever the shapes, and leaves nothing on the heap', async () => {
    await fc.assert(
      fc.asyncProperty(tensor, tensor, fc.nat(15), async (a, b, choice) => {
        await expectSameOnBoth([a, b], (inputs) => run(inputs, [{ op, operands: [0, 1], choice }]));
        await expectSameOnBoth([a, a], (inputs) => run(inputs, [{ op, operands: [0, 1], choice }]));
      }),
      { numRuns: 60 },
    );
  });
});

const inputs = fc.array(tensor, { minLength: 2, maxLength: 4 });

test('programs of many ops give the same results on simd and on cpu', async () => {
  await fc.assert(
    fc.asyncProperty(inputs, fc.array(stepOf(names), { maxLength: 8 }), (given, steps) =>
      expectSameOnBoth(given, (tensors) => run(tensors, steps)),
    ),
    { numRuns: 150 },
  );
});

/**
 * The slopes of the sum of all results in every input. TensorFlow.js has none for some mixtures of ranks, on any backend.
 */
function slopes(given: tf.Tensor[], steps: readonly Step[]): tf.Tensor[] {
  const total = (...tensors: tf.Tensor[]): tf.Scalar =>
    tf.addN([
      ...tensors.map((x) => tf.sum(tf.square(x))),
      ...run(tensors, steps).map((x) => tf.sum(tf.sin(x))),
    ]) as tf.Scalar;
  return tf.grads(total)(given);
}

// Truth values have no slope.
test.each(names.filter((name) => name !== 'logic'))(
  'the gradient of %s is on simd what it is on cpu',
  async (op) => {
    await fc.assert(
      fc.asyncProperty(tensor, tensor, fc.nat(15), async (a, b, choice) => {
        await expectSameOnBoth([a, b], (given) => slopes(given, [{ op, operands: [0, 1], choice }]));
      }),
      { numRuns: 30 },
    );
  },
);

test('gradients of programs are the same on simd and on cpu', async () => {
  await fc.assert(
    fc.asyncProperty(inputs, fc.array(stepOf(smooth), { maxLength: 6 }), (given, steps) =>
      expectSameOnBoth(given, (tensors) => slopes(tensors, steps)),
    ),
    { numRuns: 100 },
  );
});
