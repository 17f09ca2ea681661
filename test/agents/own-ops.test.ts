import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { categoricalOp } from '../../agents/distributions/categorical.ts';
import { gaussianOp } from '../../agents/distributions/gaussian.ts';
import { denseOp } from '../../agents/networks/dense.ts';
import { layerNormOp } from '../../agents/networks/layer-norm.ts';
import { ppoLossOp } from '../../agents/ppo-loss.ts';
import type { Named, Op } from '../../src/tensors/op.ts';
import * as tf from '../../src/tensors/tf.ts';
import { membersAreApart } from '../members-are-apart.ts';
import { doublePrecision } from './golden.ts';

/** A few roundings of numbers of this size; two backends' functions differ by an ulp. */
const tolerance = doublePrecision ? 1e-12 : 5e-6;

interface Sizes {
  readonly members: number;
  readonly rows: number;
  readonly n: number;
}

/** An op with everything that it can be given. */
interface Case {
  readonly op: Op<string, object>;
  readonly attrs: readonly object[];
  /** Shapes of the inputs that it has slopes in, and of the others. */
  readonly learned: (sizes: Sizes) => Record<string, number[]>;
  readonly data: (sizes: Sizes) => Record<string, number[]>;
  /** Inputs that count actions below n. */
  readonly integers?: readonly string[];
  /** How many of the results have slopes, the first ones. */
  readonly differentiable: number;
}

const column = ({ members, rows }: Sizes) => [members, rows];
const matrix = ({ members, rows, n }: Sizes) => [members, rows, n];
const shared = ({ members, n }: Sizes) => [members, 1, n];
const coefficients = { clip_coef: 0.2, clip_vloss: true, ent_coef: 0.01, vf_coef: 0.5 };
const lossData = (sizes: Sizes) => ({
  logProbs: column(sizes),
  advantages: column(sizes),
  returns: column(sizes),
  oldValues: column(sizes),
  weights: column(sizes),
});
const ppoLoss: Case = {
  op: ppoLossOp as unknown as Op<string, object>,
  attrs: [coefficients, { ...coefficients, clip_vloss: false, ent_coef: 0 }],
  learned: (sizes) => ({ logProb: column(sizes), entropy: column(sizes), values: column(sizes) }),
  data: lossData,
  differentiable: 1,
};

const cases: Readonly<Record<string, Case>> = {
  'a dense layer': {
    op: denseOp as unknown as Op<string, object>,
    attrs: ['tanh', 'relu', 'linear'].map((activation) => ({ activation, inputIsData: false })),
    learned: (sizes) => ({
      x: [sizes.members, sizes.rows, 5],
      kernel: [sizes.members, 5, sizes.n],
      bias: shared(sizes),
    }),
    data: () => ({}),
    differentiable: 1,
  },
  'a dense layer on data': {
    op: denseOp as unknown as Op<string, object>,
    attrs: [{ activation: 'tanh', inputIsData: true }],
    learned: (sizes) => ({ kernel: [sizes.members, 3, sizes.n], bias: shared(sizes) }),
    data: ({ members, rows }) => ({ x: [members, rows, 3] }),
    differentiable: 1,
  },
  'a layer norm': {
    op: layerNormOp as unknown as Op<string, object>,
    attrs: ['tanh', 'relu', 'linear'].map((activation) => ({ activation, epsilon: 1e-5 })),
    // Rows of which no two numbers are alike by chance: where they are, rounding is all that is normalised.
    learned: (sizes) => {
      const wider = { ...sizes, n: sizes.n + 3 };
      return { x: matrix(wider), scale: shared(wider), offset: shared(wider) };
    },
    data: () => ({}),
    differentiable: 1,
  },
  'a choice among actions': {
    op: categoricalOp as unknown as Op<string, object>,
    attrs: [{}],
    // At least two actions.
    learned: (sizes) => ({ logits: matrix({ ...sizes, n: sizes.n + 1 }) }),
    data: (sizes) => ({ actions: column(sizes) }),
    integers: ['actions'],
    differentiable: 2,
  },
  'a diagonal Gaussian': {
    op: gaussianOp as unknown as Op<string, object>,
    attrs: [{}],
    learned: (sizes) => ({ means: matrix(sizes), logStd: shared(sizes) }),
    data: (sizes) => ({ actions: matrix(sizes) }),
    differentiable: 2,
  },
  "PPO's loss": ppoLoss,
  "PPO's loss where all rows share an entropy": {
    ...ppoLoss,
    learned: ({ members, rows }) => ({
      logProb: [members, rows],
      entropy: [members, 1],
      values: [members, rows],
    }),
  },
};

const sizes: fc.Arbitrary<Sizes> = fc.record({
  members: fc.integer({ min: 1, max: 3 }),
  rows: fc.integer({ min: 1, max: 11 }),
  n: fc.integer({ min: 1, max: 22 }),
});

/** Numbers between -1.5 and 1.5 that look random and depend on their place alone. */
function tensorOf(shape: readonly number[], seed: number, below?: number): tf.Tensor {
  const noise = Array.from({ length: tf.util.sizeFromShape(shape as number[]) }, (_, i) =>
    Math.sin(12.9898 * (i + 1) + 78.233 * seed),
  );
  if (below === undefined)
    return tf.tensor(
      noise.map((x) => 1.5 * x),
      shape as number[],
    );
  const actions = noise.map((x) => Math.floor(((x + 1) / 2.001) * below));
  return tf.tensor(actions, shape as number[], 'int32');
}

function inputsOf({ learned, data, integers = [] }: Case, given: Sizes, seed: number) {
  const tensors = (shapes: Record<string, number[]>, from: number) =>
    Object.entries(shapes).map(([name, shape], index): [string, tf.Tensor] => [
      name,
      tensorOf(shape, seed + from + index, integers.includes(name) ? given.n : undefined),
    ]);
  return { learned: tensors(learned(given), 0), data: tensors(data(given), 50) };
}

function expectClose(found: readonly tf.Tensor[], wanted: readonly tf.Tensor[]): void {
  expect(found.map(({ shape }) => shape)).toEqual(wanted.map(({ shape }) => shape));
  for (const [index, tensor] of wanted.entries()) {
    const [own, other] = [tensor, found[index]!].map((x) => Array.from(x.dataSync())) as [number[], number[]];
    const scale = own.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
    const worst = own.reduce((top, value, i) => Math.max(top, Math.abs(value - other[i]!)), 0);
    expect(worst / scale, `result ${index}`).toBeLessThanOrEqual(tolerance);
  }
}

type Run = (inputs: Named<string>, attrs: object) => tf.Tensor[];

describe.each(Object.entries(cases))('%s', (_name, own) => {
  const property = (check: (given: Sizes, seed: number, attrs: object) => void) =>
    fc.assert(
      fc.property(sizes, fc.nat(999), fc.constantFrom(...own.attrs), (given, seed, attrs) => {
        tf.tidy(() => check(given, seed, attrs));
      }),
      { numRuns: tf.getBackend() === 'webgpu' ? 15 : 60 },
    );

  test('is its formula', () => {
    property((given, seed, attrs) => {
      const { learned, data } = inputsOf(own, given, seed);
      const inputs = Object.fromEntries([...learned, ...data]);
      expectClose(own.op(inputs, attrs), own.op.formula(inputs, attrs));
    });
  });

  test("has its formula's gradient", () => {
    property((given, seed, attrs) => {
      const { learned, data } = inputsOf(own, given, seed);
      const slopes = (run: Run) =>
        tf.grads((...tensors: tf.Tensor[]) => {
          const inputs = learned.map(([name], index) => [name, tensors[index]!] as const);
          const results = run(Object.fromEntries([...inputs, ...data]), attrs).slice(0, own.differentiable);
          return tf.addN(results.map((x, index) => tf.sum(tf.mul(x, tensorOf(x.shape, seed + 90 + index)))));
        })(learned.map(([, tensor]) => tensor));
      expectClose(slopes(own.op), slopes(own.op.formula));
    });
  });

  test.runIf(membersAreApart)('gives a member the same bits alone and in company', () => {
    property((given, seed, attrs) => {
      const { learned, data } = inputsOf(own, given, seed);
      const inputs = [...learned, ...data];
      const together = own.op(Object.fromEntries(inputs), attrs);
      for (let member = 0; member < given.members; member++) {
        const only = (x: tf.Tensor) => tf.slice(x, [member], [1]);
        const alone = own.op(Object.fromEntries(inputs.map(([name, x]) => [name, only(x)])), attrs);
        for (const [index, result] of alone.entries()) {
          expect(only(together[index]!).dataSync()).toEqual(result.dataSync());
        }
      }
    });
  });
});

test('where both sides of a clipped loss are as large, each has half of the slope', () => {
  const row = (value: number) => tf.tensor2d([value], [1, 1]);
  // The clipped value errs by -0.25 where the value itself errs by 0.25, and is flat.
  const data = {
    logProbs: row(0),
    advantages: row(0),
    returns: row(0.5),
    oldValues: row(0),
    weights: row(1),
  };
  const slope = tf.grad((values: tf.Tensor) => {
    const inputs = { ...data, logProb: row(0), entropy: row(0), values };
    return ppoLossOp(inputs, { ...coefficients, clip_coef: 0.25, vf_coef: 1 })[0]!;
  })(row(0.75));
  expect(slope.dataSync()[0]).toBe(0.125);
});
