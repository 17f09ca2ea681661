import { expect, test } from 'vitest';
import { makeOptimizer, type Params, type StepContext } from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { doublePrecision, goldenCases } from '../agents/golden.ts';

interface QuadraticCase {
  readonly kind: 'dal_quadratic';
  readonly id: string;
  readonly inputs: {
    readonly H: readonly (readonly number[])[];
    readonly linear?: readonly number[];
    readonly theta: readonly number[];
    readonly power: number;
    readonly max_lr: number;
    readonly static_lr: number;
    readonly finite_difference: boolean;
  };
  readonly expected: {
    readonly gradient: readonly number[];
    readonly Hg_norm: number;
    readonly lr: number;
    readonly theta_next: readonly number[];
  };
}

interface RosenbrockCase {
  readonly kind: 'dal_rosenbrock';
  readonly id: string;
  readonly inputs: {
    readonly theta: readonly number[];
    readonly power: number;
    readonly max_lr: number;
    readonly multiplier: number;
    readonly steps: number;
  };
  readonly expected: { readonly lr: readonly number[]; readonly theta: readonly (readonly number[])[] };
}

const [atol, rtol] = doublePrecision ? [1e-9, 1e-9] : [1e-4, 1e-3];

function expectNear(given: ArrayLike<number>, wanted: readonly number[], what: string): void {
  expect(given.length, what).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs(given[i]! - value), `${what} ${i}: ${given[i]} for ${value}`).toBeLessThanOrEqual(
      atol + rtol * Math.abs(value),
    );
  });
}

const row = (values: readonly number[]): Params => ({ x: tf.tensor([...values], [1, 1, values.length]) });
const values = ({ x }: Params): number[] => [...x!.dataSync()];

/** Steps of a spelling of DAL, and what it reports after each. */
function follow(
  spec: string,
  theta: readonly number[],
  gradientOf: (at: readonly number[]) => number[],
  steps: number,
  oracles: (at: readonly number[]) => Partial<StepContext>,
) {
  const rule = makeOptimizer(spec);
  let at = [...theta];
  let state = rule.init(row(at));
  return Array.from({ length: steps }, (_, index) => {
    const made = rule.update(row(gradientOf(at)), state, row(at), { step: index + 1, ...oracles(at) });
    state = made.state;
    at = at.map((each, i) => each + values(made.updates)[i]!);
    const told = rule.report!(row(at), state);
    return {
      theta: at,
      rate: told['dal.learning_rate']!.dataSync()[0]!,
      curved: told['dal.hessian_gradient_norm']!.dataSync()[0]!,
    };
  });
}

for (const { kind, id, inputs, expected } of goldenCases<QuadraticCase | RosenbrockCase>('dal', 'systems')) {
  if (kind === 'dal_quadratic') {
    test(id, () => {
      const { H, linear = [], theta, power, max_lr, static_lr, finite_difference } = inputs;
      const times = (v: readonly number[]) => H.map((each) => each.reduce((sum, h, i) => sum + h * v[i]!, 0));
      const gradientOf = (at: readonly number[]) => times(at).map((each, i) => each + (linear[i] ?? 0));
      const [made] = follow(
        `DAL(SGD(lr=${static_lr}),power=${power},max_lr=${max_lr},scale=1)`,
        theta,
        gradientOf,
        1,
        () =>
          finite_difference
            ? { gradientAt: (params) => row(gradientOf(values(params))) }
            : { hessianProduct: (direction) => row(times(values(direction))) },
      );
      // A difference of gradients 0.01 apart has about three digits in single precision.
      const digits = finite_difference && !doublePrecision ? 1e-2 : 1;
      expectNear([made!.curved * digits], [expected.Hg_norm * digits], 'Hg');
      expectNear([made!.rate], [expected.lr], 'learning rate');
      expectNear(made!.theta, expected.theta_next, 'theta');
    });
  } else {
    test(id, () => {
      const { theta, power, max_lr, multiplier, steps } = inputs;
      const gradientOf = ([x, y]: readonly number[]) => [
        -2 * (1 - x!) - 400 * x! * (y! - x! ** 2),
        200 * (y! - x! ** 2),
      ];
      const made = follow(
        `DAL(SGD(lr=1),power=${power},max_lr=${max_lr},scale=${multiplier})`,
        theta,
        gradientOf,
        steps,
        ([x, y]) => ({
          hessianProduct(direction) {
            const [a, b] = values(direction) as [number, number];
            const [xx, xy] = [2 - 400 * (y! - 3 * x! ** 2), -400 * x!];
            return row([xx * a + xy * b, xy * a + 200 * b]);
          },
        }),
      );
      expectNear(
        made.map(({ rate }) => rate),
        expected.lr,
        'learning rates',
      );
      made.forEach((each, step) => {
        expectNear(each.theta, expected.theta[step]!, `theta ${step}`);
      });
    });
  }
}

test('members have powers and rates of their own', () => {
  const spec = (lr: number, power: number) => `DAL(SGD(lr=${lr}),power=${power},scale=0.5)`;
  const both = [spec(0.1, 0), spec(0.2, 1)];
  const rateOf = (specs: string[], which: number) => {
    const rule = makeOptimizer(specs);
    const params = {
      x: tf.tensor(
        specs.flatMap(() => [1, 2]),
        [specs.length, 1, 2],
      ),
    };
    const made = rule.update(params, rule.init(params), params, {
      step: 1,
      hessianProduct: ({ x }) => ({ x: tf.mul(x!, 4) }),
    });
    return [...made.updates.x!.dataSync()].slice(2 * which, 2 * which + 2);
  };
  expect(rateOf(both, 0)).toEqual(rateOf(both.slice(0, 1), 0));
  expect(rateOf(both, 1)).toEqual(rateOf(both.slice(1), 0));
  expect(rateOf(both, 0)[0]).toBeCloseTo(-0.05, 6);
  expect(rateOf(both, 1)[0]).toBeCloseTo(-0.25, 6);
});

test('is refused where nobody knows a second gradient', () => {
  const rule = makeOptimizer('DAL(SGD)');
  expect(() => rule.update(row([1]), rule.init(row([1])), row([1]), { step: 1 })).toThrow(
    'DAL takes a second gradient',
  );
});
