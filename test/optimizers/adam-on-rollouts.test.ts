import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { advance, memberValues, populate, randomMember, start } from './trial.ts';
import { walk } from './walk.ts';

const from = [0.5, -1, 2];
const gradients = [
  [1, -2, 3],
  [0.5, 0.1, -1],
  [-4, 2, 1],
  [10, -20, 30],
  [7, 1, -1],
];
const settings = 'lr=0.01,betas=[0.9,0.99],eps=1e-5,weight_decay=0.1';
const adam = walk(`ADAM(${settings})`, from, gradients);

/** Roll-outs of so many updates each. */
const rollouts = (updates: number) => (index: number) => ({ stepInRollout: 1 + (index % updates) });

describe.each(['ADAM_REL', 'ADAM_RESET'])('%s', (name) => {
  test('is ADAM within its first roll-out', () => {
    const oneRollout = walk(`${name}(${settings})`, from, gradients, rollouts(gradients.length));
    expect(oneRollout).toEqual(adam);
  });

  test('is ADAM where nobody says when roll-outs begin', () => {
    expect(walk(`${name}(${settings})`, from, gradients)).toEqual(adam);
  });

  test('is not ADAM from its second roll-out on', () => {
    const found = walk(`${name}(${settings})`, from, gradients, rollouts(3));
    expect(found.slice(0, 3)).toEqual(adam.slice(0, 3));
    expect(found[3]).not.toEqual(adam[3]);
  });

  test('lets members be at different updates of their roll-outs', () => {
    const shape = { 'a.kernel': [2, 3] } as const;
    const optimizer = makeOptimizer(name);
    const run = (seeds: readonly number[], last: number | number[]) => {
      const draw = (step: number) => seeds.map((seed) => randomMember(shape, seed + step));
      let trial = start(optimizer, draw(0));
      trial = advance(optimizer, trial, populate(draw(10)), { step: 1, stepInRollout: 1 });
      trial = advance(optimizer, trial, populate(draw(20)), { step: 2, stepInRollout: 2 });
      return advance(optimizer, trial, populate(draw(30)), { step: 3, stepInRollout: last });
    };
    const both = run([1, 2], [1, 3]);
    expect(memberValues(both, 0)).toEqual(memberValues(run([1], 1), 0));
    expect(memberValues(both, 1)).toEqual(memberValues(run([2], 3), 0));
  });
});

test('ADAM_REL corrects as at a first update and keeps its moments', () => {
  const [beta1, beta2, eps, lr] = [0.9, 0.99, 1e-5, 0.01];
  const found = walk(`ADAM_REL(${settings.replace('0.1', '0')})`, from, gradients, rollouts(3));
  const before = found[2]!;
  found[3]!.forEach((value, i) => {
    let [m, v] = [0, 0];
    for (const gradient of gradients.slice(0, 4)) {
      m = beta1 * m + (1 - beta1) * gradient[i]!;
      v = beta2 * v + (1 - beta2) * gradient[i]! ** 2;
    }
    const expected = before[i]! - (lr * (m / (1 - beta1))) / (Math.sqrt(v / (1 - beta2)) + eps);
    expect(value).toBeCloseTo(expected, 6);
  });
});

test('ADAM_RESET begins a roll-out as ADAM begins its training', () => {
  const found = walk(`ADAM_RESET(${settings})`, from, gradients, rollouts(3));
  expect(found.slice(3)).toEqual(walk(`ADAM(${settings})`, found[2]!, gradients.slice(3)));
});

test('ADAM_RESET follows the sign of the gradient where every update has its own roll-out', () => {
  const found = walk('ADAM_RESET(lr=0.5,eps=0)', [0, 0, 0], gradients, rollouts(1));
  const sums = [0, 0, 0];
  found.forEach((values, index) => {
    gradients[index]!.forEach((gradient, i) => {
      sums[i]! -= 0.5 * Math.sign(gradient);
      expect(values[i]).toBeCloseTo(sums[i]!, 5);
    });
  });
});
