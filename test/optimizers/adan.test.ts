import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { advance, memberValues, populate, randomMember, start } from './trial.ts';
import { near, updates, walk } from './walk.ts';

describe('ADAN', () => {
  const gradients = [
    [3, -4],
    [1, 1],
    [-2, 5],
  ];

  test('counts the first gradient as no change, so that its first step is the sign', () => {
    expect(walk('ADAN(lr=0.1,eps=0)', [0, 0], gradients)[0]).toEqual(near([-0.1, 0.1]));
  });

  test('divides by 1 + lr · weight_decay after the step, or shrinks by it before', () => {
    const plain = updates(walk('ADAN(lr=0.1)', [0, 0], gradients));
    const from = [2, -3];
    const decayed = (settings: string) =>
      walk(`ADAN(lr=0.2,weight_decay=0.5${settings})`, from, gradients, () => ({ learningRateScale: 0.5 }));
    const expected = (decay: (p: number, update: number) => number) =>
      plain.map((_, step) =>
        plain.slice(0, step + 1).reduce((place, update) => place.map((p, i) => decay(p, update[i]!)), from),
      );
    expect(decayed('')).toEqual(expected((p, update) => (p + update) / 1.05).map(near));
    expect(decayed(',weight_decouple=true')).toEqual(expected((p, update) => p * 0.95 + update).map(near));
  });

  test('clips the norm of all gradients together, and only where it is too large', () => {
    const clipped = gradients.map((gradient) => {
      const factor = Math.min(1, 4 / Math.hypot(...gradient));
      return gradient.map((value) => value * factor);
    });
    const found = walk('ADAN(lr=0.1,max_grad_norm=4)', [1, 1], gradients);
    expect(found).toEqual(walk('ADAN(lr=0.1)', [1, 1], clipped).map(near));
    expect(found).not.toEqual(walk('ADAN(lr=0.1)', [1, 1], gradients).map(near));
  });

  test('lets members differ in whether they clip', () => {
    const specs = ['ADAN(max_grad_norm=0.1)', 'ADAN'];
    const members = [1, 2].map((seed) => randomMember({ a: [2, 2], b: [1, 2] }, seed));
    const twice = (spec: string | string[], own: typeof members) => {
      const optimizer = makeOptimizer(spec);
      const first = advance(optimizer, start(optimizer, own), populate(own), { step: 1 });
      return advance(optimizer, first, populate([...own].reverse()), { step: 2 });
    };
    const both = twice(specs, [members[0]!, members[0]!]);
    specs.forEach((spec, index) => {
      expect(memberValues(both.params, index)).toEqual(memberValues(twice(spec, [members[0]!]).params, 0));
    });
  });
});
