import { describe, expect, test } from 'vitest';
import { planSweep } from '../../../src/sweep/plan/plan.ts';
import { auto } from '../../../src/sweep/run/auto-backend.ts';
import { type Contestant, chooseBackend, verdict } from '../../../src/sweep/run/choose-backend.ts';
import { runSettings } from '../../../src/sweep/study/run-settings.ts';

const gpu = (secondsPerStep: number): Contestant => ({
  name: 'webgpu',
  answer: {
    works: true,
    version: 'webgpu 0.6.2',
    device: { name: 'nvidia ada', driver: '550', memoryBytes: null, software: false },
    secondsPerStep,
  },
});
const cpu = (secondsPerStep: number) =>
  ({ works: true, version: 'rl-bench 0.1.0', device: null, secondsPerStep }) as const;

describe('The faster of two backends is taken, and said', () => {
  test('where the GPU is', () => {
    expect(verdict(gpu(1e-6), cpu(4e-6))).toEqual({
      backend: 'webgpu',
      text: 'webgpu (nvidia ada) trains this 4 times as fast as simd',
    });
  });

  test('where simd is', () => {
    expect(verdict(gpu(8e-6), cpu(4e-6))).toEqual({
      backend: 'simd',
      text: 'simd trains this 2 times as fast as webgpu (nvidia ada)',
    });
  });

  test('where simd has no room for it', () => {
    expect(verdict(gpu(8e-6), { works: false, error: 'out of memory' })).toEqual({
      backend: 'webgpu',
      text: 'webgpu (nvidia ada) trains this; simd cannot: out of memory',
    });
  });
});

test('A backend that is asked for by name is not tried first', async () => {
  const plan = planSweep(runSettings.parse({ env: 'cartpole', optimizers: ['SGD'] }), {});
  expect(auto).not.toBe('cpu');
  expect(await chooseBackend('cpu', plan, [], expect.unreachable)).toBe('cpu');
});
