import { describe, expect, test } from 'vitest';
import type { GradientStats } from '../../src/diagnostics/gradient-stats.ts';
import { divergence } from '../../src/training/divergence.ts';
import { lossHealth } from '../../src/workloads/control/loss-health.ts';

const names = ['', 'actor.0.kernel', 'actor.0.bias'];
const sound: GradientStats = {
  gradNorm: 2,
  gradMean: 0,
  gradStd: 1,
  gradMaxAbs: 1,
  updateNorm: 1,
  paramNorm: 3,
  cosinePrevious: null,
  gradSignal: null,
  gradNoise: null,
};
const health = ({ policyLoss = 0.5, valueLoss }: { policyLoss?: number; valueLoss?: number }) =>
  lossHealth(policyLoss, valueLoss ?? null, 0);

describe('divergence', () => {
  test('is null where everything is finite, with a critic and without', () => {
    expect(divergence([sound, sound, sound], names, health({}))).toBe(null);
    expect(divergence([sound, sound, sound], names, health({ valueLoss: 1e9 }))).toBe(null);
  });

  test('names the first layer that is no longer finite, its value and those of the update', () => {
    const broken = { ...sound, gradNorm: Number.NaN };
    expect(
      divergence([broken, sound, broken], names, health({ policyLoss: Number.NaN, valueLoss: 12345.678 })),
    ).toBe('the gradient norm of actor.0.bias is NaN (policy loss NaN, value loss 12350, gradient norm NaN)');
    const grown = { ...sound, paramNorm: Number.POSITIVE_INFINITY };
    expect(divergence([grown, grown, sound], names, health({}))).toBe(
      'the parameter norm of actor.0.kernel is Infinity (policy loss 0.5, gradient norm 2)',
    );
  });

  test('names the whole network where no layer stands out', () => {
    const broken = { ...sound, gradNorm: Number.POSITIVE_INFINITY };
    expect(divergence([broken, sound, sound], names, health({}))).toMatch(
      /^the gradient norm of the whole network is Infinity/,
    );
  });

  test.each([
    [
      { policyLoss: -2e12 },
      'the policy loss is -2000000000000 (policy loss -2000000000000, gradient norm 2)',
    ],
    [
      { valueLoss: 3e15 },
      'the value loss is 3000000000000000 (policy loss 0.5, value loss 3000000000000000, gradient norm 2)',
    ],
    [{ policyLoss: Number.NaN }, 'the policy loss is NaN (policy loss NaN, gradient norm 2)'],
  ])('takes %o for an explosion, though every gradient is finite', (losses, message) => {
    expect(divergence([sound, sound, sound], names, health(losses))).toBe(message);
  });
});
