import { expect, test } from 'vitest';
import { igniteStep } from '../../src/studies/ignite.ts';
import { SurrogateNet } from '../../src/studies/surrogate-net.ts';
import { expectClose, flat, goldenCases, type Numbers } from '../agents/golden.ts';

interface Case {
  readonly id: string;
  readonly inputs: Readonly<
    Record<'lambda0' | 'epsilon' | 'eta_lambda' | 'rho' | 'r' | 'lr', number> & {
      params: readonly [readonly (readonly number[])[], ...Numbers[]];
      x: readonly (readonly (readonly number[])[])[];
      y: readonly (readonly number[])[];
      floor_lambda_at_zero: boolean;
    }
  >;
  readonly expected: {
    readonly steps: readonly {
      readonly loss_gradient: readonly number[];
      readonly prediction_gradient_norm: number;
      readonly gradient: readonly number[];
      readonly lambda_next: number;
    }[];
    readonly params_flat: readonly number[];
  };
}

// Plain numbers in double precision everywhere.
const tolerance = 1e-8;

test.each(goldenCases<Case>('ignite', 'systems'))('$id', ({ inputs, expected }) => {
  const { params: layers, x, y, lambda0, epsilon, eta_lambda, rho, r, lr, floor_lambda_at_zero } = inputs;
  const [first] = layers;
  const net = new SurrogateNet(first.length, first[0]!.length);
  let params = Float64Array.from(flat(layers));
  expect(params).toHaveLength(net.size);
  let multiplier = lambda0;
  for (const [index, step] of expected.steps.entries()) {
    const lossGradient = net.lossGradient(params, x[index]!, y[index]!);
    expectClose(lossGradient, step.loss_gradient, tolerance, 'gradient of the loss');
    const taken = igniteStep(params, lossGradient, (at) => net.meanGradient(at, x[index]!), multiplier, {
      rho,
      r,
      epsilon,
      multiplierRate: eta_lambda,
      floored: floor_lambda_at_zero,
    });
    expectClose(taken.predictionNorm, step.prediction_gradient_norm, tolerance, 'norm');
    expectClose(taken.gradient, step.gradient, tolerance, 'gradient');
    expectClose(taken.multiplier, step.lambda_next, tolerance, 'λ');
    multiplier = taken.multiplier;
    params = params.map((value, place) => value - lr * taken.gradient[place]!);
  }
  expectClose(params, expected.params_flat, tolerance, 'parameters');
});

test('without a slope of the mean prediction there is no term, and λ falls', () => {
  const rule = { rho: 0.05, r: 0.05, epsilon: 1e-3, multiplierRate: 1 };
  const step = igniteStep(new Float64Array(2), Float64Array.of(1, 2), () => new Float64Array(2), 0.5, rule);
  expect([...step.gradient]).toEqual([1, 2]);
  expect(step.multiplier).toBeCloseTo(0.499, 12);
});
