import { describe, expect, test } from 'vitest';
import { near, walk } from './walk.ts';

describe('ADADELTA', () => {
  test('begins with steps of about the root of ten times eps, whatever the gradient', () => {
    const [step] = walk('ADADELTA(lr=1,rho=0.9,eps=1e-6)', [0, 0], [[5, -5000]]);
    expect(step).toEqual(near([-Math.sqrt(1e-5), Math.sqrt(1e-5)]));
  });
});
