import { describe, expect, test } from 'vitest';
import { near, updates, walk } from './walk.ts';

describe('LION', () => {
  test('steps by exactly its learning rate, and not at all without a gradient', () => {
    expect(walk('LION(lr=0.25)', [0, 0, 0], [[1e-20, -1e8, 0]])).toEqual([[-0.25, 0.25, 0]]);
  });

  test('averages twice: the newest gradient counts for more in the sign than in the memory', () => {
    // After a gradient of 1 the memory is 0.01 and the sign that of 0.9 · 0.01 + 0.1 · g.
    const second = (gradient: number) => updates(walk('LION(lr=0.25)', [0], [[1], [gradient]]))[1];
    expect(second(-0.08)).toEqual([-0.25]);
    expect(second(-0.1)).toEqual([0.25]);
  });
});

describe.each(['LION', 'YOGI'])('weight decay of %s', (name) => {
  const gradients = [
    [1, -2],
    [0.5, 1],
  ];
  const rule = `${name}(lr=0.1`;

  test('shrinks parameters by lr · weight_decay', () => {
    const plain = updates(walk(`${rule})`, [0, 0], gradients));
    const [first, second] = walk(`${rule},weight_decay=0.5)`, [2, -3], gradients);
    expect(first).toEqual(near([2, -3].map((p, i) => p * 0.95 + plain[0]![i]!)));
    expect(second).toEqual(near(first!.map((p, i) => p * 0.95 + plain[1]![i]!)));
  });

  test('may be part of the gradient', () => {
    const [first] = walk(`${rule},weight_decay=0.5,weight_decouple=false)`, [2, -3], gradients);
    expect([first]).toEqual(walk(`${rule})`, [2, -3], [[1 + 1, -2 - 1.5]]));
  });

  test('may be fixed, whatever the learning rate of the moment', () => {
    const quarter = () => ({ learningRateScale: 0.25 });
    const plain = updates(walk(`${rule})`, [0, 0], gradients, quarter));
    const [first] = walk(`${rule},weight_decay=0.5,fixed_decay=true)`, [2, -3], gradients, quarter);
    expect(first).toEqual(near([2, -3].map((p, i) => p * 0.5 + plain[0]![i]!)));
  });
});
