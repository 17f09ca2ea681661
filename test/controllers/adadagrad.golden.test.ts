import { describe, expect, test } from 'vitest';
import { grownBatch, requestedBatch } from '../../src/controllers/adadagrad.ts';
import { type GradientSpread, gradientSpread } from '../../src/diagnostics/gradient-spread.ts';
import { goldenCases } from '../agents/golden.ts';

type Gradients = readonly (readonly number[])[];

interface Tests {
  readonly id: string;
  readonly kind: 'tests';
  readonly inputs: {
    readonly per_sample_gradients: Gradients;
    readonly eta: number;
    readonly theta: number;
    readonly nu: number;
    readonly batch: number;
  };
  readonly expected: Readonly<
    Record<
      | 'mean_norm_squared'
      | 'variance_sum'
      | 'variance_inner_product'
      | 'variance_orthogonal'
      | 'norm_test'
      | 'inner_product_test'
      | 'orthogonality_test'
      | 'batch_norm_test'
      | 'batch_inner_product'
      | 'batch_augmented',
      number
    >
  >;
}

interface TwoTensors {
  readonly id: string;
  readonly kind: 'two_tensors';
  readonly inputs: {
    readonly per_sample_gradients_a: Gradients;
    readonly per_sample_gradients_b: Gradients;
    readonly theta: number;
    readonly nu: number;
  };
  readonly expected: { readonly flat: Readonly<Record<string, number>> };
}

interface OneSample {
  readonly id: string;
  readonly kind: 'one_sample';
  readonly inputs: { readonly per_sample_gradients: Gradients; readonly batch: number };
  readonly expected: { readonly batch: number };
}

interface Sequence {
  readonly id: string;
  readonly kind: 'controller';
  readonly inputs: {
    readonly initial_batch: number;
    readonly cap: number;
    readonly requested: readonly number[];
  };
  readonly expected: { readonly batch: readonly number[] };
}

const cases = goldenCases<Tests | TwoTensors | OneSample | Sequence>('adadagrad', 'systems');

function expectNear(given: number, expected: number, what: string): void {
  expect(Math.abs(given - expected), `${what}: ${given} for ${expected}`).toBeLessThanOrEqual(
    1e-9 * (1 + Math.abs(expected)),
  );
}

const orthogonality = { eta: 1, theta: 1, nu: 1 };
/** Of these the tests have no finite answer: rounding alone keeps the mean from 0. */
const isNoMean = ({ meanSquaredNorm, variance }: GradientSpread) => meanSquaredNorm < 1e-24 * variance;

describe('the batch that gradients ask for, as recorded', () => {
  for (const each of cases) {
    if (each.kind === 'tests') {
      const { inputs, expected } = each;
      test(each.id, () => {
        const spread = gradientSpread(inputs.per_sample_gradients);
        expectNear(spread.meanSquaredNorm, expected.mean_norm_squared, 'mean');
        expectNear(spread.variance, expected.variance_sum, 'variance');
        expectNear(spread.innerProductVariance, expected.variance_inner_product, 'inner product');
        const asked = (name: Parameters<typeof requestedBatch>[1]) => requestedBatch(spread, name, inputs);
        const grown = (requested: number) => grownBatch(inputs.batch, requested, Number.MAX_SAFE_INTEGER);
        if (isNoMean(spread)) {
          for (const name of ['norm', 'inner_product', 'augmented'] as const) {
            expect(grownBatch(inputs.batch, asked(name), 64)).toBe(64);
          }
          return;
        }
        expectNear(spread.orthogonalVariance, expected.variance_orthogonal, 'orthogonal');
        expectNear(asked('norm'), expected.norm_test, 'norm test');
        expectNear(asked('inner_product'), expected.inner_product_test, 'inner product test');
        expectNear(asked('orthogonality'), expected.orthogonality_test, 'orthogonality test');
        expect(grown(asked('norm'))).toBe(expected.batch_norm_test);
        expect(grown(asked('inner_product'))).toBe(expected.batch_inner_product);
        expect(grown(asked('augmented'))).toBe(expected.batch_augmented);
      });
    } else if (each.kind === 'two_tensors') {
      const { inputs, expected } = each;
      test(each.id, () => {
        const spread = gradientSpread(
          inputs.per_sample_gradients_a.map((a, sample) => [...a, ...inputs.per_sample_gradients_b[sample]!]),
        );
        const { theta, nu } = inputs;
        expectNear(spread.innerProductVariance, expected.flat.variance_inner_product!, 'inner product');
        expectNear(spread.orthogonalVariance, expected.flat.variance_orthogonal!, 'orthogonal');
        const asked = requestedBatch(spread, 'inner_product', { ...orthogonality, theta, nu });
        expectNear(asked, expected.flat.inner_product_test!, 'inner product test');
      });
    } else if (each.kind === 'one_sample') {
      test(each.id, () => {
        const spread = gradientSpread(each.inputs.per_sample_gradients);
        for (const name of ['norm', 'inner_product', 'orthogonality', 'augmented'] as const) {
          const requested = requestedBatch(spread, name, orthogonality);
          expect(grownBatch(each.inputs.batch, requested, 64)).toBe(each.expected.batch);
        }
      });
    } else if (each.kind === 'controller') {
      const { inputs, expected } = each;
      test(each.id, () => {
        let batch = inputs.initial_batch;
        const batches = inputs.requested.map((requested) => {
          batch = grownBatch(batch, requested, inputs.cap);
          return batch;
        });
        expect(batches).toEqual(expected.batch);
      });
    }
  }

  test('a mean of 0 asks for as much as there may be', () => {
    const spread = gradientSpread([
      [1, 2],
      [-1, -2],
    ]);
    for (const name of ['norm', 'inner_product', 'orthogonality', 'augmented'] as const) {
      expect(grownBatch(2, requestedBatch(spread, name, orthogonality), 64)).toBe(64);
    }
  });
});
