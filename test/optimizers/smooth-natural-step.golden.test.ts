import { expect, test } from 'vitest';
import type { Params, StepContext } from '../../src/optimizers/index.ts';
import { dampedSteps, smoothNaturalStep } from '../../src/optimizers/smooth-natural-step.ts';
import { solve } from '../../src/optimizers/trust-region.ts';
import * as tf from '../../src/tensors/tf.ts';
import { doublePrecision, expectClose, goldenCases } from '../agents/golden.ts';
import { type Case, functionOf } from '../studies/smooth-functions.ts';

/** Where a Fisher matrix may stand for the Hessian: it is never indefinite, and has no other metric. */
const cases = goldenCases<Case>('gns', 'systems').filter(
  ({ inputs }) => inputs.hessian !== 'exact' && inputs.B === undefined,
);
/** Those whose way rounding decides nothing of. */
const short = cases.filter(({ inputs }) => inputs.function === 'softmax_surrogate');

const row = (numbers: readonly number[]): tf.Tensor => tf.tensor([...numbers], [1, 1, numbers.length]);
const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];

/** A step with a roll-out whose surrogate is minus a function, in two dimensions or more. */
function contextOf(inputs: Case['inputs'], x: readonly number[]): StepContext {
  const f = functionOf(inputs);
  const rows = f.curvature(x);
  const fisher = tf.tensor(rows.flat(), [1, rows.length, rows.length]);
  return {
    step: 1,
    fisherProduct: ({ vector }) => ({ vector: tf.matMul(vector!, fisher) }),
    gradientAt: ({ vector }) => ({ vector: row(f.gradient(numbers(vector!))) }),
    policyAt: ({ vector }) => {
      const surrogate = tf.fill([1, 1, 1], -f.value(numbers(vector!)));
      return { surrogate, divergence: tf.zeros([1, 1, 1]) };
    },
  };
}

test.each(doublePrecision ? cases : short)('$id', ({ inputs, expected }) => {
  const rule = smoothNaturalStep({ gamma: inputs.gamma0, tries: 41, iterations: 15 });
  let at: Params = { vector: row(inputs.x0) };
  let state = rule.init(at);
  const [ways, gammas, solves] = [[...inputs.x0], [inputs.gamma0], [0]];
  for (let iteration = 1; iteration < expected.x.length; iteration++) {
    const x = numbers(at.vector!);
    const gradient = { vector: row(functionOf(inputs).gradient(x)) };
    const made = rule.update(gradient, state, at, { ...contextOf(inputs, x), stepInRollout: 1 });
    at = { vector: tf.add(at.vector!, made.updates.vector!) };
    state = made.state;
    ways.push(...numbers(at.vector!));
    gammas.push(numbers(state.gamma)[0]!);
    solves.push(solves.at(-1)! + numbers(state.tries)[0]!);
  }
  const tolerance = doublePrecision ? 1e-7 : 1e-3;
  expectClose(ways, expected.x, tolerance, 'x');
  expectClose(gammas, expected.gamma, tolerance, 'gamma');
  expect(solves).toEqual(expected.solves);
});

test('no damping needs more products, and few are worth as many iterations of conjugate gradients', () => {
  const size = 6;
  const factor = Array.from({ length: size * size }, (_, index) => Math.sin(index * index + 1));
  const root = tf.tensor(factor, [1, size, size]);
  const fisher = tf.matMul(root, root, true, false);
  const gradient = row(Array.from({ length: size }, (_, index) => Math.cos(index)));
  const fisherProduct = ({ vector }: Params): Params => ({ vector: tf.matMul(vector!, fisher) });
  const steps = dampedSteps({ step: 1, fisherProduct }, gradient, 3);
  for (const damping of [0.1, 1, 10]) {
    const curved = (x: tf.Tensor) => tf.add(fisherProduct({ vector: x }).vector!, tf.mul(x, damping));
    const { x } = solve(curved, gradient, 3);
    const step = numbers(steps(tf.fill([1, 1, 1], damping)));
    expectClose(step, numbers(tf.neg(x)), doublePrecision ? 1e-9 : 1e-4, `step at ${damping}`);
  }
});

test('a gradient of nothing moves nothing, and a member that is not finite harms nobody', () => {
  const rule = smoothNaturalStep({ gamma: 1, tries: 3, iterations: 2 });
  const vector = tf.tensor([0, 0, Number.NaN, 1, 1, 2], [3, 1, 2]);
  const context: StepContext = {
    step: 1,
    stepInRollout: 1,
    fisherProduct: (direction) => direction,
    gradientAt: (params) => params,
    policyAt: ({ vector }) => ({
      surrogate: tf.mul(tf.sum(tf.square(vector!), 2, true), -0.5),
      divergence: tf.sum(tf.square(vector!), 2, true),
    }),
  };
  const { updates, state } = rule.update({ vector }, rule.init({ vector }), { vector }, context);
  const moved = numbers(updates.vector!);
  expect(moved.slice(0, 2)).toEqual([0, 0]);
  expect(numbers(state.tries)[0]).toBe(0);
  expect(numbers(state.gamma)[0]).toBe(1);
  expect(moved.slice(4).every((value) => Number.isFinite(value) && value < 0)).toBe(true);
});
