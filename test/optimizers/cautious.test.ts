import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { mapTree, type TensorTree } from '../../src/tensors/tree.ts';
import { memberValues, populate, randomMember, start } from './trial.ts';

/** The updates of one tensor under gradients in a row; the parameters stay as they are. */
function updatesOf(spec: string, gradients: readonly (readonly number[])[]): number[][] {
  const optimizer = makeOptimizer(spec);
  const member = (values: readonly number[]) => ({ p: { shape: [1, values.length], values } as const });
  const { params, state } = start(optimizer, [member(gradients[0]!.map((_, i) => Math.sin(i + 1)))]);
  let last: TensorTree = state;
  return gradients.map((gradient, index) => {
    const made = optimizer.update(populate([member(gradient)]), last, params, { step: index + 1 });
    last = made.state;
    return memberValues(made.updates, 0)[0]!;
  });
}

test.each(['SGD(momentum=0.9)', 'ADAMW(weight_decay=10)', 'MILO', 'NOVOGRAD'])(
  'CAUTIOUS lets %s never move a number against its gradient',
  (base) => {
    const value = fc.double({ min: -10, max: 10, noNaN: true });
    const gradient = fc.array(value, { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(gradient, { minLength: 1, maxLength: 6 }), (gradients) => {
        updatesOf(`CAUTIOUS(${base})`, gradients).forEach((updates, step) => {
          updates.forEach((update, i) => {
            expect(update * gradients[step]![i]!).toBeLessThanOrEqual(0);
          });
        });
      }),
    );
  },
);

test('CAUTIOUS moves the numbers that agree further, so that the tensor moves as far as it would', () => {
  const [, second] = updatesOf('CAUTIOUS(SGD(lr=1,momentum=0.5))', [
    [4, 4, 4, 4],
    [-1, -1, -1, 4],
  ]);
  // Momentum is 1, 1, 1, 6: only the last agrees, one number of four.
  expect(second!.map(Math.abs)).toEqual([0, 0, 0, 24]);
});

test('CAUTIOUS leaves updates alone that all agree, and stops at 1000 times as far', () => {
  const gradients = [[1, -2, 3]];
  expect(updatesOf('CAUTIOUS(SGD)', gradients)).toEqual(updatesOf('SGD', gradients));
  const lonely = [Array(5000).fill(1), Array.from({ length: 5000 }, (_, i) => (i === 0 ? 1 : -0.25))];
  expect(updatesOf('CAUTIOUS(SGD(lr=1,momentum=0.5))', lonely)[1]![0]).toBeCloseTo(-1500, 1);
});

test('CAUTIOUS moves nothing where nothing agrees', () => {
  const [, second] = updatesOf('CAUTIOUS(SGD(momentum=0.9))', [
    [1, 1],
    [-0.1, -0.1],
  ]);
  expect(second!.map(Math.abs)).toEqual([0, 0]);
});

test('CAUTIOUS hides no update that is not a number', () => {
  expect(updatesOf('CAUTIOUS(ADAM)', [[Number.NaN, 1]])[0]![0]).toBeNaN();
});

test('CAUTIOUS looks at each tensor by itself', () => {
  const optimizer = makeOptimizer('CAUTIOUS(SGD(lr=1,momentum=0.5))');
  const shapes = { a: [1, 2], b: [1, 2] } as const;
  const { params, state } = start(optimizer, [randomMember(shapes, 1)]);
  const slope = (a: number[], b: number[]) =>
    populate([{ a: { shape: [1, 2], values: a }, b: { shape: [1, 2], values: b } }]);
  const first = optimizer.update(slope([4, 4], [4, 4]), state, params, { step: 1 });
  const second = optimizer.update(slope([-1, 4], [4, 4]), first.state, params, { step: 2 });
  const lengths = mapTree(tf.abs, second.updates);
  expect(memberValues(lengths, 0)).toEqual([
    [0, 12],
    [6, 6],
  ]);
});

test('CAUTIOUS with weight decay around it is C-AdamW', () => {
  const [lr, decay, beta1, beta2, eps] = [0.1, 0.5, 0.9, 0.99, 1e-8];
  const gradients = [
    [1, -2, 3, 0.5],
    [-3, -1, 2, -0.2],
    [1, 4, -9, 0.1],
  ];
  const found = updatesOf(
    `WEIGHT_DECAY(CAUTIOUS(ADAM(lr=${lr},betas=[${beta1},${beta2}],eps=${eps})),weight_decay=${decay})`,
    gradients,
  );
  const params = gradients[0]!.map((_, i) => Math.sin(i + 1));
  const [m, v] = [params.map(() => 0), params.map(() => 0)];
  gradients.forEach((gradient, step) => {
    gradient.forEach((g, i) => {
      m[i] = beta1 * m[i]! + (1 - beta1) * g;
      v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
    });
    const mask = gradient.map((g, i) => (m[i]! * g > 0 ? 1 : 0));
    const share = Math.max(1e-3, mask.reduce((sum: number, each) => sum + each, 0) / mask.length);
    const [c1, c2] = [1 - beta1 ** (step + 1), 1 - beta2 ** (step + 1)];
    gradient.forEach((_, i) => {
      const direction = ((m[i]! / c1) * mask[i]!) / share / (Math.sqrt(v[i]! / c2) + eps);
      expect(found[step]![i]).toBeCloseTo(-lr * (direction + decay * params[i]!), 5);
    });
  });
});
