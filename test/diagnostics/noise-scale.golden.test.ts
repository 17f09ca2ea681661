import { describe, expect, test } from 'vitest';
import { type GradientNoise, gradientNoise, noiseScale } from '../../src/diagnostics/gradient-noise.ts';
import { gradientSpread, sampleNoise } from '../../src/diagnostics/gradient-spread.ts';
import type { GradientStats } from '../../src/diagnostics/gradient-stats.ts';
import { diagnostics } from '../../src/diagnostics/index.ts';
import { goldenCases } from '../agents/golden.ts';
import { measured } from '../controllers/measured.ts';

interface TwoBatches {
  readonly id: string;
  readonly kind: 'two_batch';
  readonly inputs: Readonly<
    Record<'small_batch' | 'large_batch' | 'small_norm_squared' | 'large_norm_squared', number>
  >;
  readonly expected: {
    readonly gradient_norm_squared_unbiased: number;
    readonly trace_sigma: number;
    readonly simple_noise_scale: number | 'Infinity';
  };
}

interface Samples {
  readonly id: string;
  readonly kind: 'per_sample';
  readonly inputs: { readonly per_sample_gradients: readonly (readonly number[])[] };
  readonly expected: Readonly<
    Record<
      'trace_sigma' | 'gradient_norm_squared_unbiased' | 'simple_noise_scale',
      number | 'Infinity' | 'NaN'
    >
  >;
}

interface Averaged {
  readonly id: string;
  readonly kind: 'ema';
  readonly inputs: {
    readonly small_batch: number;
    readonly large_batch: number;
    readonly norms: readonly (readonly [number, number])[];
    readonly decay: number;
  };
  readonly expected: { readonly simple_noise_scale: readonly number[] };
}

const cases = goldenCases<TwoBatches | Samples | Averaged>('noise_scale', 'systems');

function expectNear(given: number, expected: number | 'Infinity' | 'NaN'): void {
  if (expected === 'NaN') expect(given).toBeNaN();
  else if (expected === 'Infinity') expect(given).toBe(Number.POSITIVE_INFINITY);
  else expect(Math.abs(given - expected)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(expected)));
}

describe('the gradient noise scale as recorded', () => {
  for (const { id, kind, inputs, expected } of cases) {
    if (kind === 'two_batch') {
      test(id, () => {
        const noise: GradientNoise = gradientNoise(
          { samples: inputs.small_batch, squaredNorm: inputs.small_norm_squared },
          { samples: inputs.large_batch, squaredNorm: inputs.large_norm_squared },
        );
        expectNear(noise.signal, expected.gradient_norm_squared_unbiased);
        expectNear(noise.noise, expected.trace_sigma);
        expectNear(noiseScale(noise), expected.simple_noise_scale);
      });
    }
    if (kind === 'per_sample') {
      test(id, () => {
        const noise = sampleNoise(gradientSpread(inputs.per_sample_gradients));
        expectNear(noise.signal, expected.gradient_norm_squared_unbiased);
        expectNear(noise.noise, expected.trace_sigma);
        expectNear(noiseScale(noise), expected.simple_noise_scale);
      });
    }
    if (kind === 'ema') {
      test(`${id}, update by update`, () => {
        const { entry, settings } = diagnostics.resolve(`noise_scale(decay=${inputs.decay})`);
        const diagnostic = entry.create(settings);
        let state = diagnostic.init();
        for (const [update, [small, large]] of inputs.norms.entries()) {
          const base = measured({});
          const noise = gradientNoise(
            { samples: inputs.small_batch, squaredNorm: small },
            { samples: inputs.large_batch, squaredNorm: large },
          );
          const stats: GradientStats = {
            ...base.layers['']!,
            gradSignal: noise.signal,
            gradNoise: noise.noise,
          };
          const answer = diagnostic.observe(
            { ...base, layers: { '': stats, 'critic.head.kernel': stats } },
            state,
          );
          state = answer.state;
          expectNear(answer.report.all!, expected.simple_noise_scale[update]!);
          expectNear(answer.report.critic!, expected.simple_noise_scale[update]!);
          expect(answer.report.actor).toBeUndefined();
        }
      });
    }
  }
});

test('nothing is said of an update of one minibatch, beside which there is nothing larger', () => {
  const { entry, settings } = diagnostics.resolve('noise_scale');
  const diagnostic = entry.create(settings);
  const base = measured({});
  const layers = { '': { ...base.layers['']!, gradSignal: null, gradNoise: null } };
  expect(diagnostic.observe({ ...base, layers }, diagnostic.init()).report).toEqual({});
});
