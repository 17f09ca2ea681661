import { describe, expect, test } from 'vitest';
import { follow, lengthOf, row, stepsOf } from './follow.ts';

const two = { a: row(3, -4), b: row(0, 0, 0) };
const gradient = (_: readonly number[], step: number) => [0.3, -4, 1e-3, 2 * step, -7];

describe('LAMB', () => {
  test('without weight decay is ADAM, unless it is always to adapt', () => {
    const settings = 'lr=0.01,eps=1e-6,weight_decay=0';
    const adam = follow(`ADAM(${settings})`, two, gradient, 4).path;
    expect(follow(`LAMB(${settings},max_grad_norm=none)`, two, gradient, 4).path).toEqual(adam);
    expect(
      follow(`LAMB(${settings},max_grad_norm=none,always_adapt=true)`, two, gradient, 4).path,
    ).not.toEqual(adam);
  });

  test('changes a tensor by the learning rate in proportion to its norm, and one of zeros as ADAM does', () => {
    const [step] = stepsOf(follow('LAMB(lr=0.01,weight_decay=0,always_adapt=true)', two, gradient, 1));
    const [adam] = stepsOf(follow('LAMB(lr=0.01,weight_decay=0)', two, gradient, 1));
    expect(lengthOf(step!.slice(0, 2))).toBeCloseTo(0.05, 6);
    expect(step!.slice(2)).toEqual(adam!.slice(2));
  });

  test('scales up no step with trust_clip', () => {
    const [step] = stepsOf(
      follow('LAMB(lr=0.01,weight_decay=0,always_adapt=true,trust_clip=true)', two, gradient, 1),
    );
    for (const each of step!.slice(0, 2)) expect(Math.abs(each)).toBeCloseTo(0.01, 5);
  });

  test('bounds the norm of the whole gradient before anything else', () => {
    const huge = (...args: Parameters<typeof gradient>) => gradient(...args).map((each) => 1e6 * each);
    const settings = 'betas=[0.9,0],max_grad_norm=1e-3,eps=1';
    const [step] = stepsOf(follow(`LAMB(${settings},lr=1,weight_decay=0)`, two, huge, 1));
    // With eps = 1 and gradients this small, Adam is gradient descent.
    expect(lengthOf(step!)).toBeCloseTo(1e-3, 5);
  });

  test('shrinks parameters by the square of a schedule if the decoupled decay is corrected', () => {
    const decay = (settings: string) =>
      follow(
        `LAMB(lr=0.1,weight_decay=0.5,decoupled_decay=true${settings})`,
        two,
        () => [0, 0, 0, 0, 0],
        1,
        () => ({
          learningRateScale: 0.5,
        }),
      ).path[1]![0]! / 3;
    expect(decay('')).toBeCloseTo(1 - 0.1 * 0.5 * 0.5, 6);
    expect(decay(',corrected_weight_decay=true')).toBeCloseTo(1 - 0.1 * 0.5 * 0.5 * 0.5, 6);
  });

  test('never goes against the gradient with caution', () => {
    const turning = (_: readonly number[], step: number) =>
      [1, -1, 1, 1, -1].map((each) => (step < 6 ? each : -each));
    const steps = stepsOf(follow('LAMB(caution=true,weight_decay=0)', two, turning, 8));
    steps.forEach((step, index) => {
      const signs = turning([], index + 1);
      for (const [i, each] of step.entries()) expect(each * signs[i]!).toBeLessThanOrEqual(0);
    });
    expect(steps[5]).toEqual([0, 0, 0, 0, 0]);
  });
});
