import { expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import type * as tf from '../../src/tensors/tf.ts';
import type { TensorTree } from '../../src/tensors/tree.ts';
import { descend } from './quadratic.ts';
import { memberValues, populate, randomMember, start } from './trial.ts';

const initial = randomMember({ 'a.kernel': [3, 2], 'a.bias': [1, 2] }, 1);

/** The learning rate after each of the given gradients of one number, with what a schedule says. */
function ratesOf(spec: string, steps: readonly { gradient: number; scale?: number }[]): number[] {
  const optimizer = makeOptimizer(spec);
  const member = (value: number) => ({ p: { shape: [1, 1], values: [value] } as const });
  const { params, state } = start(optimizer, [member(1)]);
  let last: TensorTree = state;
  return steps.map(({ gradient, scale = 1 }, index) => {
    const context = { step: index + 1, learningRateScale: scale };
    last = optimizer.update(populate([member(gradient)]), last, params, context).state;
    return (last as { lr: tf.Tensor }).lr.dataSync()[0]!;
  });
}

test('HYPERSGD with hyper_lr=0 is SGD', () => {
  for (const momentum of [0, 0.9]) {
    const learned = descend(`HYPERSGD(lr=0.1,momentum=${momentum},hyper_lr=0)`, [initial], 5);
    const plain = descend(`SGD(lr=0.1,momentum=${momentum})`, [initial], 5);
    expect(memberValues(learned.params, 0)).toEqual(memberValues(plain.params, 0));
  }
});

test('HYPERSGD counts what a schedule made of the last update', () => {
  const [first, second, third] = ratesOf('HYPERSGD(lr=0.5,hyper_lr=0.125,hyper_clip=none)', [
    { gradient: 2, scale: 0.5 },
    { gradient: 3 },
    { gradient: -1 },
  ]);
  expect([first, second, third]).toEqual([0.5, 0.5 + 0.125 * 0.5 * 2 * 3, 0.875 - 0.125 * 3]);
});

test('HYPERSGD moves its learning rate by no more than hyper_lr · hyper_clip, and below 0 too', () => {
  const steps = [{ gradient: 100 }, { gradient: 100 }, { gradient: -1 }, { gradient: 100 }];
  expect(ratesOf('HYPERSGD(lr=0.25,hyper_lr=0.5,hyper_clip=1)', steps)).toEqual([0.25, 0.75, 0.25, -0.25]);
});

test('HYPERSGD without momentum learns none, next to a member that has it', () => {
  const specs = ['HYPERSGD(lr=0.1,momentum=0.5)', 'HYPERSGD(lr=0.1,hyper_lr=0.1)'];
  const together = descend(specs, [initial, initial], 6);
  specs.forEach((spec, member) => {
    const alone = descend(spec, [initial], 6);
    expect(memberValues(together.params, member)).toEqual(memberValues(alone.params, 0));
  });
});
