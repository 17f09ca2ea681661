import { describe, expect, test } from 'vitest';
import { actorCritic, agents, networks } from '../../agents/index.ts';
import { criticAlone, makeOptimizer, trustRegion } from '../../src/optimizers/index.ts';
import { solve } from '../../src/optimizers/trust-region.ts';
import type { ActionSpace } from '../../src/spaces.ts';
import { ParameterLayout } from '../../src/tensors/parameter-layout.ts';
import * as tf from '../../src/tensors/tf.ts';
import { Learner } from '../../src/training/learner.ts';
import { controlMinibatch } from '../../src/workloads/control/control-minibatch.ts';
import type { DeviceMinibatch } from '../../src/workloads/control/minibatch.ts';
import { doublePrecision, flat, goldenCases, type Numbers } from '../agents/golden.ts';

interface SolverCase {
  readonly kind: 'cg';
  readonly id: string;
  readonly inputs: {
    readonly A: Numbers;
    readonly b: number[];
    readonly iterations: number;
    readonly damping?: number;
  };
  readonly expected: {
    readonly x?: readonly (readonly number[])[];
    readonly result?: readonly number[];
    readonly iterations_used?: number;
  };
}

interface Policy {
  readonly distribution?: 'categorical' | 'gaussian';
  /** Inputs, units of the hidden layers, outputs. */
  readonly sizes: number[];
  readonly params: Numbers[];
  readonly observations: number[][];
  readonly log_std?: number[];
}

interface ProductCase {
  readonly kind: 'fvp';
  readonly id: string;
  readonly inputs: Policy & { readonly v: number[] };
  readonly expected: { readonly Fv: number[] };
}

interface UpdateCase {
  readonly kind: 'trpo_update';
  readonly id: string;
  readonly inputs: Policy & {
    readonly actions: Numbers[];
    readonly advantages: number[];
    readonly max_kl: number;
    readonly cg_iterations: number;
    readonly cg_damping: number;
    readonly shrink: number;
    readonly line_search_steps: number;
  };
  readonly expected: {
    readonly gradient: number[];
    readonly step_size?: number;
    readonly accepted: number | null;
    readonly theta: number[];
    readonly kl: number;
    readonly surrogate_new: number;
  };
}

const cases = goldenCases<SolverCase | ProductCase | UpdateCase>('trpo', 'systems');
const [atol, rtol] = doublePrecision ? [1e-8, 1e-8] : [2e-3, 5e-3];

function expectNear(given: ArrayLike<number>, expected: Numbers, what: string): void {
  const wanted = flat(expected);
  expect(given.length, what).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs(given[i]! - value), `${what} ${i}: ${given[i]} for ${value}`).toBeLessThanOrEqual(
      atol + rtol * Math.abs(value),
    );
  });
}

/** A policy with its parameters in front of those of a critic, and its rows as one minibatch. */
function policyOf({ sizes, params, observations, log_std }: Policy, taken?: UpdateCase['inputs']) {
  const outputs = (params.at(-1) as number[]).length;
  const [rows, inputs] = [observations.length, observations[0]!.length];
  const space: ActionSpace = log_std
    ? { kind: 'box', low: log_std.map(() => -Infinity), high: log_std.map(() => Infinity) }
    : { kind: 'discrete', n: outputs };
  const { entry, settings } = agents.resolve('trpo');
  const agent = entry.create(settings, space);
  const network = networks.resolve(`mlp(sizes=[${sizes.slice(1, -1)}])`);
  const made = actorCritic(agent, inputs, (shape) => network.entry.create(network.settings, shape));
  const layout = new ParameterLayout(made.parameters);
  const theta = [...flat(params), ...(log_std ?? [])];
  const vector = tf.tensor(
    [...theta, ...new Array(layout.length - theta.length).fill(0)],
    [1, 1, layout.length],
  );
  const named = layout.named(layout.split(vector));
  const seen = tf.tensor(observations.flat(), [1, rows, inputs]);
  const actions = space.kind === 'discrete' ? [1, rows] : [1, rows, outputs];
  const chosen = tf.tensor(
    taken ? flat(taken.actions) : new Array(rows).fill(0),
    actions,
    space.kind === 'discrete' ? 'int32' : 'float32',
  );
  const weights = tf.fill([1, rows], 1 / rows);
  const batch: DeviceMinibatch = {
    observations: seen,
    actions: chosen,
    logProbs: agent.distribution.evaluate(made.act(named, seen), named, chosen).logProb,
    advantages: tf.tensor(taken?.advantages ?? new Array(rows).fill(0), [1, rows]),
    returns: tf.zeros([1, rows]),
    values: tf.zeros([1, rows]),
    weights,
    mean: (x) => (x.shape[1] === rows ? tf.sum(tf.mul(x, weights), 1) : tf.squeeze(x, [1])),
  };
  const minibatch = () => controlMinibatch({ agent, networks: made, layout }, [{ members: [0], batch }]);
  return { theta, vector, layout, minibatch };
}

describe('trust regions as recorded', () => {
  for (const { kind, id, inputs, expected } of cases) {
    if (kind === 'cg') {
      test(id, () => {
        const { A, b, iterations, damping = 0 } = inputs as SolverCase['inputs'];
        const { x, result, iterations_used } = expected as SolverCase['expected'];
        const matrix = tf.tensor(flat(A), [1, b.length, b.length]);
        const right = tf.tensor(b, [1, 1, b.length]);
        const multiply = (v: tf.Tensor) => tf.add(tf.matMul(v, matrix), tf.mul(v, damping));
        const solved = (count: number) => solve(multiply, right, count);
        x?.forEach((each, i) => {
          expectNear(solved(i + 1).x.dataSync(), each, `x after ${i + 1}`);
        });
        const last = solved(iterations);
        if (result) expectNear(last.x.dataSync(), result, 'x');
        if (iterations_used !== undefined) expect(last.used.dataSync()[0]).toBe(iterations_used);
      });
    } else if (kind === 'fvp') {
      test(id, () => {
        const { v, ...policy } = inputs as ProductCase['inputs'];
        const { vector, layout, minibatch } = policyOf(policy);
        const along = tf.tensor([...v, ...new Array(layout.length - v.length).fill(0)], vector.shape);
        const product = tf.tidy(() => minibatch().fisherProduct!(vector, along));
        expectNear(product.dataSync().slice(0, v.length), (expected as ProductCase['expected']).Fv, 'Fv');
      });
    } else {
      test(id, async () => {
        const taken = inputs as UpdateCase['inputs'];
        const wanted = expected as UpdateCase['expected'];
        const { theta, vector, layout, minibatch } = policyOf(taken, taken);
        const parts = () => tf.tidy(() => minibatch().gradient(vector).gradient);
        const gradient = parts().dataSync().slice(0, theta.length);
        expectNear(
          gradient.map((each) => -each),
          wanted.gradient,
          'gradient',
        );
        const rule = trustRegion({
          maxKl: taken.max_kl,
          damping: taken.cg_damping,
          iterations: taken.cg_iterations,
          search: { shrink: taken.shrink, trials: taken.line_search_steps },
        });
        const start = tf.clone(vector);
        const learner = new Learner(criticAlone(rule, makeOptimizer('SGD')), layout, vector, null);
        const numbers = { active: [true], learningRateScale: [1], progress: [0], stepInRollout: 1 };
        const minibatchStep = { players: [true], load: minibatch };
        learner.step(minibatchStep, numbers, { before: [], after: () => [] });
        expectNear(learner.vector.dataSync().slice(0, theta.length), wanted.theta, 'theta');
        const [told] = (await learner.report())!;
        expectNear([told!['actor.kl']!], [wanted.kl], 'divergence');
        expect(told!['actor.shrinkings']).toBe(wanted.accepted ?? -1);
        if (wanted.step_size !== undefined) {
          expectNear([told!['actor.step_size']!], [wanted.step_size], 'step size');
        }
        const moved = tf.tidy(() => minibatch().policyAt!(start, learner.vector));
        expectNear(moved.dataSync(), [wanted.surrogate_new, wanted.kl], 'the policy after the step');
        learner.dispose();
      });
    }
  }
});
