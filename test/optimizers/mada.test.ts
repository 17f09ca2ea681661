import { expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { leaves, type TensorTree } from '../../src/tensors/tree.ts';
import { descend } from './quadratic.ts';
import { advance, memberValues, populate, randomMember, start } from './trial.ts';

const initial = randomMember({ 'a.kernel': [3, 2], 'a.bias': [1, 2] }, 1);

/** What has been learned: beta1, beta2, beta3, rho, c, gamma. */
function learned(state: TensorTree): number[] {
  const [{ scalars }] = state as unknown as [{ scalars: { values: tf.Tensor } }];
  return [...scalars.values.dataSync()];
}

function expectClose(found: readonly number[], wanted: readonly number[], digits: number): void {
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(wanted[i]!, digits);
  });
}

test('MADA that learns nothing is Adam at one corner', () => {
  const corner = 'MADA(lr=0.01,rho=1,hyper_lr=0,weight_decay=0)';
  const found = descend(corner, [initial], 20).params;
  const adam = descend('ADAM(lr=0.01,betas=[0.9,0.95],eps=1e-8)', [initial], 20).params;
  expectClose(memberValues(found, 0).flat(), memberValues(adam, 0).flat(), 6);
});

test('MADA that learns nothing steps by the sign at another', () => {
  const optimizer = makeOptimizer('MADA(lr=0.25,gamma=0,hyper_lr=0)');
  const { params, state } = start(optimizer, [initial]);
  const { updates } = optimizer.update(populate([initial]), state, params, { step: 1 });
  const signs = memberValues(params, 0).map((values) => values.map((value) => -0.25 * Math.sign(value)));
  expect(memberValues(updates, 0)).toEqual(signs);
});

test('MADA decays parameters by lr · weight_decay beside its step', () => {
  const update = (spec: string) => {
    const optimizer = makeOptimizer(spec);
    const { params, state } = start(optimizer, [initial]);
    return memberValues(optimizer.update(populate([initial]), state, params, { step: 1 }).updates, 0).flat();
  };
  const plain = update('MADA(lr=0.1)');
  const shrunk = memberValues(populate([initial]), 0)
    .flat()
    .map((value, i) => plain[i]! - 0.1 * 0.5 * value);
  expectClose(update('MADA(lr=0.1,weight_decay=0.5)'), shrunk, 6);
});

test('MADA learns at the pace of each coefficient, within its range and its bound', () => {
  const still = learned(descend('MADA(hyper_lr=[0,1,0,1,0,1],hyper_momentum=0)', [initial], 10).state);
  expectClose([still[0]!, still[2]!, still[4]!], [0.9, 0, 1], 6);
  expect(still[1]).not.toBeCloseTo(0.95, 3);

  const wild = learned(descend('MADA(lr=1,hyper_lr=1000)', [initial], 10).state);
  const ranges = [
    [0.01, 0.99],
    [0.501, 0.99],
    [0, 0.99],
    [0, 1],
    [0, 1],
    [0, 1],
  ] as const;
  ranges.forEach(([low, high], i) => {
    expect(wild[i]).toBeGreaterThanOrEqual(low - 1e-7);
    expect(wild[i]).toBeLessThanOrEqual(high + 1e-7);
  });

  const bounded = 'MADA(lr=1,hyper_lr=1,hyper_momentum=0,hyper_clip=0.001)';
  const [before, after] = [3, 4].map((steps) => learned(descend(bounded, [initial], steps).state));
  after!.forEach((value, i) => {
    expect(Math.abs(value - before![i]!)).toBeLessThanOrEqual(0.001001);
  });
  expect(after).not.toEqual(before);
});

test('MADA moves what starts out of range to the edge', () => {
  const [, beta2] = learned(descend('MADA(beta2=0.999,hyper_lr=0)', [initial], 1).state);
  expect(beta2).toBeCloseTo(0.99, 6);
});

test('MADA goes on learning where the second moment of a number has faded to nothing', () => {
  const optimizer = makeOptimizer('MADA(rho=1,gamma=0.5)');
  const row = (...values: number[]) => populate([{ p: { shape: [1, 2], values } }]);
  const trial = advance(optimizer, start(optimizer, [{ p: { shape: [1, 2], values: [1, 1] } }]), row(1, 0), {
    step: 1,
  });
  // What becomes of 10⁻¹⁵ after thousands of updates without a gradient, where tiny numbers count as 0.
  const [stage, ...others] = trial.state as unknown as [{ memory: { v: tf.Tensor; mean: tf.Tensor } }];
  const faded = (moment: tf.Tensor) => tf.mul(moment, tf.tensor([1, 0], [1, 1, 2]));
  const memory = { ...stage.memory, v: faded(stage.memory.v), mean: faded(stage.memory.mean) };
  const state = [{ ...stage, memory }, ...others] as unknown as TensorTree;

  const made = optimizer.update(row(0.5, 0), state, trial.params, { step: 2 });
  const [{ memory: next, slopes }] = made.state as unknown as [typeof stage & { slopes: tf.Tensor }];
  expect(next.v.dataSync()[1]).toBe(0);
  for (const leaf of leaves([made.updates, made.state])) {
    expect(leaf.dataSync().every(Number.isFinite)).toBe(true);
  }
  const [known, empty] = [0, 1].map((i) => [...slopes.dataSync()].filter((_, at) => at % 2 === i));
  expect(known!.every((value) => value !== 0)).toBe(true);
  expect(empty!.map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
});

test('MADA lets members differ in all that it learns, and how', () => {
  const specs = [
    'MADA(beta1=0.8,gamma=0.5,hyper_lr=0.1,hyper_momentum=0)',
    'MADA(beta3=0.3,c=0.5,hyper_lr=[0,1,0,1,0,1],hyper_clip=0.01,eps=1e-6,weight_decay=0.1)',
    'MADA(lr=0.1,rho=0.1)',
  ];
  const together = descend(specs, [initial, initial, initial], 6);
  specs.forEach((spec, member) => {
    const alone = descend(spec, [initial], 6);
    expect(memberValues(together.params, member)).toEqual(memberValues(alone.params, 0));
    expect(memberValues(together.state, member)).toEqual(memberValues(alone.state, 0));
  });
});
