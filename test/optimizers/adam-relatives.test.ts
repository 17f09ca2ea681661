import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { advance, type Member, memberValues, populate, randomMember, start } from './trial.ts';
import { near, updates, walk } from './walk.ts';

describe('AMSGRAD', () => {
  const growing = [
    [1, -1],
    [2, -3],
    [4, -9],
  ];

  test('is ADAM while gradients grow', () => {
    const settings = 'lr=0.1,weight_decay=0.1';
    expect(walk(`AMSGRAD(${settings})`, [1, 0], growing)).toEqual(walk(`ADAM(${settings})`, [1, 0], growing));
  });

  test('with decoupled weight decay is ADAMW while gradients grow', () => {
    const settings = 'lr=0.1,weight_decay=0.1';
    const found = walk(`AMSGRAD(${settings},decoupled_weight_decay=true)`, [1, 0], growing);
    expect(found).toEqual(walk(`ADAMW(${settings})`, [1, 0], growing));
  });

  test('does not let steps grow again where gradients are small after a large one', () => {
    const gradients = [[100], ...Array(300).fill([1e-3])];
    const last = (name: string) =>
      Math.abs(updates(walk(`${name}(betas=[0,0.9],lr=1)`, [0], gradients)).at(-1)![0]!);
    expect(last('ADAM')).toBeGreaterThan(0.1);
    expect(last('AMSGRAD')).toBeLessThan(1e-3);
  });
});

describe('NADAM', () => {
  test('without momentum is ADAM without momentum', () => {
    const gradients = [
      [1, -2],
      [3, 0.5],
      [-1, 1],
    ];
    const [nadam, adam] = ['NADAM', 'ADAM'].map((name) =>
      walk(`${name}(lr=0.1,betas=[0,0.99],eps=1e-8)`, [1, 1], gradients),
    );
    expect(nadam).toEqual(adam!.map(near));
  });

  test('at once warm and at a constant gradient steps by its learning rate', () => {
    const places = walk('NADAM(lr=0.1,momentum_decay=1e6,eps=0)', [0], Array(20).fill([3]));
    const exact = updates(places).map(([update]) => update!);
    // Its momenta are β₁ then, and correct both parts of the step exactly: those of m by one more update.
    exact.forEach((update, index) => {
      const t = index + 1;
      const [m, ahead, now] = [1 - 0.9 ** t, 0.9 / (1 - 0.9 ** (t + 1)), 0.1 / (1 - 0.9 ** t)];
      expect(update).toBeCloseTo(-0.1 * (m * ahead + now), 5);
    });
    expect(exact.at(-1)).toBeCloseTo(-0.1, 1);
  });
});

describe('RADAM', () => {
  const gradients = Array(12).fill([2, -30]);

  test('follows the gradient itself for five steps, as PyTorch does', () => {
    const found = updates(walk('RADAM(lr=0.01)', [0, 0], gradients));
    for (const step of found.slice(0, 5)) expect(step).toEqual(near([-0.02, 0.3]));
    expect(Math.abs(found[5]![1]!)).toBeLessThan(0.01);
  });

  test('ends as ADAM', () => {
    const late = (index: number) => ({ step: 1e6 + index });
    const found = walk('RADAM(lr=0.01,eps=1e-8)', [0, 0], gradients, late);
    const adam = walk('ADAM(lr=0.01,eps=1e-8)', [0, 0], gradients, late);
    expect(found).toEqual(adam!.map(near));
  });

  test('lets one member be rectified beside one that is not', () => {
    const optimizer = makeOptimizer('RADAM');
    const [a, b] = [1, 2].map((seed) => randomMember({ p: [2, 3] }, seed));
    const take = (members: Member[], step: number | number[]) =>
      advance(optimizer, start(optimizer, members), populate(members), { step });
    const both = take([a!, b!], [5, 6]);
    expect(memberValues(both, 0)).toEqual(memberValues(take([a!], 5), 0));
    expect(memberValues(both, 1)).toEqual(memberValues(take([b!], 6), 0));
  });

  test('never rectifies where the second moment is an average of too few', () => {
    const found = updates(walk('RADAM(lr=0.01,betas=[0,0.5])', [0, 0], gradients));
    for (const step of found) expect(step).toEqual(near([-0.02, 0.3]));
  });
});

describe('YOGI', () => {
  test('forgets a large gradient more slowly than ADAM', () => {
    const gradients = [[100], ...Array(200).fill([0.1])];
    const last = (spec: string) => Math.abs(updates(walk(spec, [0], gradients)).at(-1)![0]!);
    expect(last('YOGI(lr=1,betas=[0,0.9],eps=1e-5)')).toBeLessThan(
      last('ADAM(lr=1,betas=[0,0.9],eps=1e-5)') / 10,
    );
  });

  test('begins as ADAM where nothing is in the accumulators', () => {
    const settings = 'lr=0.1,eps=1e-5';
    const yogi = walk(`YOGI(${settings},initial_accumulator=0)`, [1, 2], [[3, -4]]);
    expect(yogi[0]).toEqual(near(walk(`ADAM(${settings})`, [1, 2], [[3, -4]])[0]!));
  });

  test('moves parameters without a gradient, since its first moment does not start at zero', () => {
    const [[first]] = walk('YOGI(lr=1,initial_accumulator=1e-6)', [0], [[0]]) as [[number]];
    const m = (0.9 * 1e-6) / (1 - 0.9);
    expect(first).toBeCloseTo(-m / (Math.sqrt(1e-6 / (1 - 0.999)) + 1e-3), 6);
    expect(first).toBeLessThan(0);
  });
});

describe('DIFFGRAD', () => {
  test('halves the steps of ADAM where the gradient does not change', () => {
    const gradients = Array(4).fill([3, -5]);
    const [diffgrad, adam] = ['DIFFGRAD', 'ADAM'].map((name) =>
      updates(walk(`${name}(lr=0.1,eps=1e-8)`, [0, 0], gradients)),
    );
    adam!.slice(1).forEach((step, index) => {
      expect(diffgrad![index + 1]).toEqual(near(step.map((value) => value / 2)));
    });
  });

  test('is ADAM where it changes much', () => {
    const gradients = [
      [30, -50],
      [-40, 20],
    ];
    const [diffgrad, adam] = ['DIFFGRAD', 'ADAM'].map((name) =>
      walk(`${name}(lr=0.1,eps=1e-8)`, [0, 0], gradients),
    );
    expect(diffgrad).toEqual(adam!.map(near));
  });
});
