import { RandomStream } from '../../random.ts';
import * as tf from '../../tensors/tf.ts';
import { defineTopic } from '../topic.ts';
import { rivals, type Versus, versus, versusColumns } from '../versus.ts';

/** Shapes of a policy: rows of a minibatch, units of a layer, actions, and the members of a small population. */
const [rows, units, actions, population] = [256, 64, 4, 8];

type Op = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Kernels by what they are called in the table; `a` and `b` are the operands' shapes, the members left out. */
const kernels: Readonly<Record<string, { a: readonly number[]; b: readonly number[]; op: Op }>> = {
  'A · B': { a: [rows, units], b: [units, units], op: (a, b) => tf.matMul(a, b) },
  'Aᵀ · B': { a: [rows, units], b: [rows, units], op: (a, b) => tf.matMul(a, b, true, false) },
  'A · Bᵀ': { a: [rows, units], b: [units, units], op: (a, b) => tf.matMul(a, b, false, true) },
  tanh: { a: [rows, units], b: [], op: (a) => tf.tanh(a) },
  exp: { a: [rows, units], b: [], op: (a) => tf.exp(a) },
  'add, broadcast': { a: [rows, units], b: [1, units], op: (a, b) => tf.add(a, b) },
  'sum of rows': { a: [rows, units], b: [], op: (a) => tf.sum(a, 1, true) },
  softmax: { a: [rows, actions], b: [], op: (a) => tf.softmax(a) },
};

interface Case {
  readonly kernel: string;
  readonly members: number;
}

interface Row extends Case, Versus {
  /** Of the operands, the members first. */
  readonly shapes: readonly (readonly number[])[];
}

function shapesOf({ kernel, members }: Case): number[][] {
  const { a, b } = kernels[kernel]!;
  return [a, b].filter(({ length }) => length > 0).map((shape) => [members, ...shape]);
}

/** How long single kernels take at the sizes of a policy. */
export const kernelTopic = defineTopic<Case, Row>({
  name: 'kernels',
  title: 'Kernels at the sizes of a policy',
  backends: rivals,
  cases: ({ quick }) =>
    Object.keys(kernels).flatMap((kernel) =>
      (quick ? [population] : [1, population]).map((members) => ({ kernel, members })),
    ),
  prepare(given) {
    const stream = RandomStream.of(1, 'bench');
    const [a, b] = shapesOf(given).map((shape) =>
      tf.tensor(
        Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => stream.normal()),
        shape,
      ),
    );
    const { op } = kernels[given.kernel]!;
    return {
      work() {
        op(a!, b ?? a!).dispose();
        return 1;
      },
    };
  },
  rows: (results) =>
    results.map((result) => ({ ...result.case, shapes: shapesOf(result.case), ...versus(result) })),
  columns: [
    { header: 'kernel', cell: ({ kernel }) => kernel },
    {
      header: 'shapes',
      cell: ({ shapes }) => shapes.map((shape) => `[${shape.join(',')}]`).join(' '),
    },
    ...versusColumns('µs'),
  ],
  notes: () => ['µs of CPU a call; ×: times as fast as TensorFlow.js as it comes.'],
});
