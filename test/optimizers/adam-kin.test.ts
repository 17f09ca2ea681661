import { expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { populate, randomMember } from './trial.ts';
import { near, updates, walk } from './walk.ts';

test('ADOPT rests at its first update, decay included, and bounds the second by 1', () => {
  const [first, second] = walk(
    'ADOPT(lr=0.1,betas=[0,0.9],weight_decay=0.5,decouple=true)',
    [1, 1],
    [
      [1, -1],
      [0.5, 100],
    ],
  );
  expect(first).toEqual([1, 1]);
  // 1 - lr · weight_decay - lr · g / √v, of which the second is clipped.
  expect(second).toEqual(near([0.95 - 0.05, 0.95 - 0.1]));
});

test('ADABELIEF rests while it cannot rectify, if it is not to descend by the averaged gradient', () => {
  const gradients = Array(7).fill([1]);
  const moved = updates(walk('ADABELIEF(degenerated_to_sgd=false)', [0], gradients)).map(
    ([step]) => step !== 0,
  );
  expect(moved).toEqual([false, false, false, false, false, true, true]);
  expect(updates(walk('ADABELIEF(lr=0.1)', [0], [[1], [1]]))).toEqual([near([-0.1]), near([-0.1])]);
});

test('LAPROP steps by the rate at hand, and weighs gradients by the rates at which they came', () => {
  const rates = [1, 0.5, 0, 0.25];
  const found = updates(
    walk('LAPROP(lr=0.1,betas=[0.5,0])', [0], [[3], [5], [-2], [7]], (index) => ({
      learningRateScale: rates[index]!,
    })),
  );
  // All gradients count as 1 or -1; that of the rate of 0 counts for nothing.
  expect(found).toEqual([near([-0.1]), near([-0.05]), near([0]), near([-0.025])]);
  const reversed = walk('LAPROP(lr=0.1,betas=[0.5,0])', [0], [[1], [-1]], (index) => ({
    learningRateScale: [0.5, 1][index]!,
  }));
  expect(reversed[1]).toEqual(near([-0.05 + (0.1 * (0.5 - 0.125)) / (0.5 + 0.125)]));
});

test('LAPROP stands still before any rate but 0', () => {
  expect(walk('LAPROP', [1], [[1], [2]], () => ({ learningRateScale: 0 }))).toEqual([[1], [1]]);
});

test('GRAMS moves nothing without a gradient, and nothing against it', () => {
  const found = updates(
    walk(
      'GRAMS(lr=0.1)',
      [0, 0],
      [
        [4, 4],
        [-0.1, 0],
      ],
    ),
  );
  expect(found[1]![0]).toBeGreaterThan(0);
  expect(found[1]![1]).toBe(0);
});

test('ANO refuses a second beta by which its second moment could become negative', () => {
  expect(() => makeOptimizer('ANO(betas=[0.9,0.4])')).toThrow(/ANO: betas must be .*given \[0\.9,0\.4\]/);
});

test('ADAMC lets the decay of normalised tensors fall with the square of the schedule', () => {
  const members = {
    'a.0.kernel': { shape: [1, 1], values: [1] },
    'a.head.kernel': { shape: [1, 1], values: [1] },
  } as const;
  const params = populate([members]);
  const optimizer = makeOptimizer('ADAMC(lr=0.1,weight_decay=0.5)');
  const made = optimizer.update(
    populate([
      { 'a.0.kernel': { shape: [1, 1], values: [0] }, 'a.head.kernel': { shape: [1, 1], values: [0] } },
    ]),
    optimizer.init(params),
    params,
    { step: 1, learningRateScale: 0.5 },
  );
  expect(made.updates['a.0.kernel']!.dataSync()[0]).toBeCloseTo(-0.5 * 0.1 * 0.25, 7);
  expect(made.updates['a.head.kernel']!.dataSync()[0]).toBeCloseTo(-0.5 * 0.1 * 0.5, 7);
});

test('ADAMC takes names of parameters for normalised ones, and refuses what is neither a name nor a role', () => {
  const params = populate([randomMember({ 'actor.0.kernel': [2, 2] }, 1)]);
  expect(() => makeOptimizer('ADAMC(normalized=["actor.0.kernel"])').init(params)).not.toThrow();
  expect(() => makeOptimizer('ADAMC(normalized=[heads])').init(params)).toThrow(
    'ADAMC: normalized must hold roles (input, hidden, head, vector) or names of parameters (actor.0.kernel), given "heads"',
  );
});

test('STABLEADAMW shortens the step of a tensor whose gradient is larger than expected', () => {
  const settings = 'lr=0.1,betas=[0,0.5],weight_decay=0';
  const gradients = [
    [1, 1],
    [10, 10],
  ];
  // v = 1, then ⅓ + ⅔ · 100 with the debiased beta of ⅓: R = √(100 / 67) > 1.
  const v = 1 / 3 + (2 / 3) * 100;
  const step = (10 / Math.sqrt(v)) * 0.1;
  const [, second] = updates(walk(`STABLEADAMW(${settings})`, [0, 0], gradients));
  expect(second).toEqual(near([-step / Math.sqrt(100 / v), -step / Math.sqrt(100 / v)]));
});
