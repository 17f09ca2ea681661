import { describe, expect, test } from 'vitest';
import { actorCritic, agents, networks } from '../../agents/index.ts';
import { makeOptimizer, type Params, type StepContext } from '../../src/optimizers/index.ts';
import { ParameterLayout } from '../../src/tensors/parameter-layout.ts';
import * as tf from '../../src/tensors/tf.ts';
import type { TensorTree } from '../../src/tensors/tree.ts';
import { Learner } from '../../src/training/learner.ts';
import { controlMinibatch } from '../../src/workloads/control/control-minibatch.ts';
import type { DeviceMinibatch } from '../../src/workloads/control/minibatch.ts';
import { doublePrecision, flat, goldenCases, type Numbers } from '../agents/golden.ts';
import { isRefused } from './refused-on-webgpu.ts';

interface Solving {
  readonly lr: number;
  readonly k: number;
  readonly rtol: number;
}

interface StepCase {
  readonly kind: 'step';
  readonly inputs: Solving & { readonly J: readonly (readonly number[])[]; readonly R: readonly number[] };
  readonly expected: { readonly delta: readonly number[] };
}

interface LinearCase {
  readonly kind: 'linear' | 'variable_k';
  readonly inputs: Solving & {
    readonly X: readonly (readonly number[])[];
    readonly y: readonly number[];
    readonly theta: readonly number[];
    readonly kappa: 1 | 2;
  };
  readonly expected: {
    readonly theta: readonly number[];
    readonly residual_after?: readonly number[];
    readonly k_used?: number;
    readonly mean_losses?: readonly number[];
  };
}

interface RmsCase {
  readonly kind: 'rmsprop_post' | 'rmsprop_pre';
  readonly inputs: Solving & {
    readonly theta: readonly number[];
    readonly J: readonly (readonly (readonly number[])[])[];
    readonly R: readonly (readonly number[])[];
    readonly alpha: number;
    readonly eps: number;
    readonly mu?: number;
  };
  readonly expected: { readonly theta: readonly (readonly number[])[] };
}

interface NetworkCase {
  readonly kind: 'mlp';
  readonly inputs: Solving & {
    readonly sizes: readonly number[];
    readonly activation: string;
    readonly params: Numbers;
    readonly x: readonly (readonly number[])[];
    readonly target: readonly number[];
  };
  readonly expected: {
    readonly gram_first_step: Numbers;
    readonly params_flat: readonly (readonly number[])[];
  };
}

type Case = { readonly id: string } & (StepCase | LinearCase | RmsCase | NetworkCase);

const cases = goldenCases<Case>('sven', 'systems');
const [atol, rtol] = doublePrecision ? [1e-8, 1e-8] : [2e-3, 2e-3];

function expectNear(given: ArrayLike<number>, expected: Numbers, what: string): void {
  const wanted = flat(expected);
  expect(given.length, what).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs(given[i]! - value), `${what} ${i}: ${given[i]} for ${value}`).toBeLessThanOrEqual(
      atol + rtol * Math.abs(value),
    );
  });
}

const spelled = ({ lr, k, rtol }: Solving, options = ''): string =>
  `SVEN(lr=${lr},k=${k},rtol=${rtol}${options})`;

/** What values are wrong by, and how they change with a vector of parameters. */
type Sampler = (theta: Float32Array) => {
  readonly errors: readonly number[];
  readonly slopes: readonly (readonly number[])[];
};

function contextOf(step: number, sampler: Sampler): StepContext {
  return {
    step,
    valueSamples: () => [
      (params) => {
        const { errors, slopes } = sampler(params.theta!.dataSync() as Float32Array);
        const shape: [number, number] = [1, errors.length];
        return {
          present: tf.ones(shape),
          errors: tf.tensor([...errors], shape),
          slopes: () => ({ theta: { signals: tf.tensor(slopes.flat(), [...shape, slopes[0]!.length]) } }),
        };
      },
    ],
  };
}

/** The parameters after each step, and what the rule reports in the end. */
function walk(spec: string, theta: readonly number[], samplers: readonly Sampler[]) {
  const optimizer = makeOptimizer(spec);
  let params: Params = { theta: tf.tensor([...theta], [1, 1, theta.length]) };
  let state: TensorTree = optimizer.init(params);
  const ways = samplers.map((sampler, index) => {
    const made = optimizer.update(params, state, params, contextOf(index + 1, sampler));
    params = { theta: tf.add(params.theta!, made.updates.theta!) };
    state = made.state;
    return Array.from(params.theta!.dataSync());
  });
  return { ways, rank: optimizer.report!(params, state).rank!.dataSync()[0] };
}

const inner = (a: ArrayLike<number>, b: readonly number[]): number =>
  b.reduce((sum, x, i) => sum + x * a[i]!, 0);

function linear({ X, y, kappa }: LinearCase['inputs']): Sampler {
  return (theta) => {
    const errors = X.map((row, i) => inner(theta, row) - y[i]!);
    if (kappa === 1) return { errors, slopes: X };
    // The reference's own form: the residual is the squared error.
    return {
      errors: errors.map((e) => e * e),
      slopes: X.map((row, i) => row.map((x) => 2 * errors[i]! * x)),
    };
  };
}

function checkNetwork({ inputs, expected }: NetworkCase): void {
  const { sizes, params, x, target } = inputs;
  const { entry, settings } = agents.resolve('ppo');
  const agent = entry.create(settings, { kind: 'discrete', n: 2 });
  const network = networks.resolve(`mlp(sizes=[${sizes.slice(1, -1)}],activation=${inputs.activation})`);
  const made = actorCritic(agent, sizes[0]!, (shape) => network.entry.create(network.settings, shape));
  const layout = new ParameterLayout(made.parameters);
  const critics = flat(params);
  const before = layout.length - critics.length;
  const vector = tf.tensor([...new Array(before).fill(0.1), ...critics], [1, 1, layout.length]);
  const rows: [number, number] = [1, x.length];
  const weights = tf.fill(rows, 1 / x.length);
  const batch: DeviceMinibatch = {
    observations: tf.tensor(x.flat(), [...rows, sizes[0]!]),
    actions: tf.zeros(rows, 'int32'),
    logProbs: tf.zeros(rows),
    advantages: tf.zeros(rows),
    returns: tf.tensor([...target], rows),
    values: tf.zeros(rows),
    weights,
    mean: (each) => (each.shape[1] === x.length ? tf.sum(tf.mul(each, weights), 1) : tf.squeeze(each, [1])),
  };
  const minibatch = () => controlMinibatch({ agent, networks: made, layout }, [{ members: [0], batch }]);
  const gram = tf.tidy(() => {
    const slopes = Object.values(minibatch().valueSamples!(64)[0]!(vector).slopes());
    const products = (of: tf.Tensor) => tf.matMul(of, of, false, true);
    return tf.addN(
      slopes.map(({ inputs, signals }) =>
        inputs ? tf.mul(products(signals), products(inputs)) : products(signals),
      ),
    );
  });
  expectNear(gram.dataSync(), expected.gram_first_step, 'Gram matrix');
  const learner = new Learner(
    makeOptimizer(`SPLIT(SGD(lr=0),critic=${spelled(inputs)})`),
    layout,
    vector,
    null,
  );
  const numbers = { active: [true], learningRateScale: [1], progress: [0], stepInRollout: 1 };
  expected.params_flat.forEach((wanted, step) => {
    learner.step({ players: [true], load: minibatch }, numbers, { before: [], after: () => [] });
    expectNear(learner.vector.dataSync().slice(before), wanted, `parameters after step ${step + 1}`);
  });
  learner.dispose();
}

describe.skipIf(isRefused('SVEN'))('SVEN as recorded', () => {
  for (const each of cases) {
    test(each.id, () => {
      switch (each.kind) {
        case 'step': {
          const { J, R } = each.inputs;
          const zero = new Array(J[0]!.length).fill(0);
          const { ways } = walk(spelled(each.inputs), zero, [() => ({ errors: R, slopes: J })]);
          expectNear(ways[0]!, each.expected.delta, 'step');
          return;
        }
        case 'linear':
        case 'variable_k': {
          const { theta, X, y } = each.inputs;
          const { residual_after, k_used, mean_losses } = each.expected;
          const options = each.kind === 'variable_k' ? ',variable_k=true' : '';
          const sampler = linear(each.inputs);
          const { ways, rank } = walk(spelled(each.inputs, options), theta, [sampler]);
          expectNear(ways[0]!, each.expected.theta, 'parameters');
          const errors = X.map((row, i) => inner(ways[0]!, row) - y[i]!);
          if (residual_after) expectNear(errors, residual_after, 'residuals');
          if (k_used !== undefined) expect(rank).toBe(k_used);
          if (mean_losses) {
            const mean = errors.reduce((sum, e) => sum + e * e, 0) / errors.length;
            expectNear([mean], [mean_losses[k_used!]!], 'loss');
          }
          return;
        }
        case 'rmsprop_post':
        case 'rmsprop_pre': {
          const { theta, J, R, alpha, eps, mu = 0 } = each.inputs;
          const options = `,rms=${each.kind.slice('rmsprop_'.length)},alpha=${alpha},eps=${eps},momentum=${mu}`;
          const samplers = J.map(
            (slopes, step): Sampler =>
              () => ({ errors: R[step]!, slopes }),
          );
          expectNear(
            walk(spelled(each.inputs, options), theta, samplers).ways.flat(),
            each.expected.theta,
            'parameters',
          );
          return;
        }
        case 'mlp':
          checkNetwork(each);
      }
    });
  }
});
