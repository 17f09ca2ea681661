import { describe, expect, test } from 'vitest';
import { type Activation, type NetworkParams, networks } from '../../agents/index.ts';
import { makeOptimizer, type StepContext } from '../../src/optimizers/index.ts';
import { softmaxRadius } from '../../src/optimizers/transforms/softmax-radius.ts';
import { binaryRadius, softmaxOnLine } from '../../src/stats/index.ts';
import { ParameterLayout } from '../../src/tensors/parameter-layout.ts';
import * as tf from '../../src/tensors/tf.ts';
import { Learner } from '../../src/training/learner.ts';
import { differentiate } from '../../src/training/loss-gradient.ts';
import { outputSlopesOf } from '../../src/workloads/output-slopes.ts';
import { doublePrecision, flat, goldenCases, type Numbers } from '../agents/golden.ts';

interface NetworkInputs {
  /** W1, b1, W2, b2, …, kernels [in][out]. */
  readonly params: readonly Numbers[];
  readonly activation: Activation;
  readonly observations: readonly (readonly number[])[];
}

interface RadiusCase {
  readonly kind: 'rho';
  readonly id: string;
  readonly inputs: NetworkInputs & {
    readonly proposed_update: readonly number[];
    readonly lr: number;
    readonly target_r: number;
    readonly quantile: number;
  };
  readonly expected: {
    readonly update_norm: number;
    readonly logit_directional_derivatives: Numbers;
    readonly spread: readonly number[];
    readonly delta: number;
    readonly rho: number;
    readonly r_before: number;
    readonly lr_effective: number;
  };
}

interface SpikeCase {
  readonly kind: 'adam_spike';
  readonly id: string;
  readonly inputs: NetworkInputs & {
    readonly labels: readonly number[];
    readonly base_lr: number;
    readonly spike_step: number;
    readonly spike_factor: number;
    readonly target_r: number;
    readonly betas: readonly number[];
    readonly eps: number;
    readonly steps: number;
  };
  readonly expected: {
    readonly rho: readonly number[];
    readonly lr_effective: readonly number[];
    readonly loss: readonly number[];
    readonly params_flat: readonly (readonly number[])[];
  };
}

interface BinaryCase {
  readonly kind: 'binary_radius';
  readonly id: string;
  readonly inputs: { readonly logit_gap: number; readonly gap_derivative: number };
  readonly expected: { readonly radius: number; readonly bound: number };
}

interface CertificateCase {
  readonly kind: 'kl_certificate';
  readonly id: string;
  readonly inputs: {
    readonly logits: readonly number[];
    readonly directional_derivatives: readonly number[];
    readonly tau: number;
  };
  readonly expected: Readonly<
    Record<
      'kl_old_new' | 'kl_new_old' | 'quadratic' | 'spread' | 'bound_kl_old_new' | 'leading_bound_kl_new_old',
      number
    >
  >;
}

const cases = goldenCases<RadiusCase | SpikeCase | BinaryCase | CertificateCase>('ghosts', 'systems');
const inDouble = [1e-9, 1e-8] as const;
const inSingle = [1e-4, 1e-3] as const;

function expectNear(
  given: ArrayLike<number> | number,
  expected: Numbers,
  what: string,
  [atol, rtol]: readonly [number, number] = doublePrecision ? inDouble : inSingle,
): void {
  const found = typeof given === 'number' ? [given] : Array.from(given);
  const wanted = flat(expected);
  expect(found.length, what).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs(found[i]! - value), `${what} ${i}: ${found[i]} for ${value}`).toBeLessThanOrEqual(
      atol + rtol * Math.abs(value),
    );
  });
}

/** A classifier and its inputs, as one member. */
function networkOf({ params, activation, observations }: NetworkInputs) {
  const sizes = params.slice(0, -2).flatMap((each, i) => (i % 2 === 1 ? [(each as Numbers[]).length] : []));
  const { entry, settings } = networks.resolve(
    `mlp(sizes=[${sizes}],activation=${activation === 'linear' ? 'tanh' : activation})`,
  );
  const inputs = observations[0]!.length;
  const outputs = (params.at(-1) as Numbers[]).length;
  const network = entry.create(settings, { name: 'actor', inputs, outputs, outputGain: 1 });
  const layout = new ParameterLayout(network.parameters);
  const seen = tf.tensor(observations.flat(), [1, observations.length, inputs]);
  const forward = (named: NetworkParams) => network.forward(named, seen);
  const vector = tf.tensor(flat(params), [1, 1, layout.length]);
  return { layout, forward, vector, rows: observations.length };
}

describe('rho', () => {
  for (const { kind, id, inputs, expected } of cases) {
    if (kind !== 'rho') continue;
    test(id, () => {
      const { layout, forward, vector, rows } = networkOf(inputs);
      const { lr, proposed_update, target_r, quantile } = inputs;
      const update = tf.tensor([...proposed_update], vector.shape);
      const named = (each: tf.Tensor) => layout.named(layout.split(each));
      const counts = tf.ones([1, rows, 1]);
      const outputSlopes: StepContext['outputSlopes'] = (direction) => {
        const along = layout.join(layout.ordered(direction));
        return { slopes: outputSlopesOf(forward, layout, vector, along), counts };
      };
      const { slopes } = outputSlopes(named(tf.div(update, expected.update_norm)));
      expectNear(slopes.dataSync(), expected.logit_directional_derivatives, 'derivatives');
      // Derivatives that vanish but for rounding make a radius of the size of 1e12, which nothing depends on.
      if (expected.delta > 0) {
        const rho = softmaxRadius({ slopes, counts }, quantile).dataSync();
        expectNear(rho, [expected.rho], 'rho');
      }
      // A rule that proposes the recorded step: gradient descent on it.
      const rule = makeOptimizer(`GHOSTS(SGD(lr=${lr}),r=${target_r},quantile=${quantile})`);
      const params = named(vector);
      const made = rule.update(named(update), rule.init(params), params, { step: 1, outputSlopes });
      const effective = flat(proposed_update).map((each) => -each * expected.lr_effective);
      expectNear(layout.join(layout.ordered(made.updates)).dataSync(), effective, 'step');
      const told = rule.report!(params, made.state);
      expectNear(told['ghosts.r']!.dataSync(), [expected.r_before], 'r');
      expect(told['ghosts.capped']!.dataSync()[0]).toBe(expected.r_before > target_r ? 1 : 0);
    });
  }
});

describe('a spike of the learning rate', () => {
  for (const { kind, id, inputs, expected } of cases) {
    if (kind !== 'adam_spike') continue;
    test(id, async () => {
      const { layout, forward, vector, rows } = networkOf(inputs);
      const { labels, base_lr, betas, eps, spike_step, spike_factor, target_r, steps } = inputs;
      const classes = (inputs.params.at(-1) as Numbers[]).length;
      const chosen = tf.oneHot(tf.tensor([...labels], [1, rows], 'int32'), classes);
      const named = (at: tf.Tensor) => layout.named(layout.split(at));
      const lossAt = (at: tf.Tensor) => {
        const logits = forward(named(at));
        const picked = tf.mul(tf.logSoftmax(logits), chosen);
        const total = tf.neg(tf.div(tf.sum(picked, [1, 2]), rows));
        return { total, terms: { loss: total } };
      };
      const load = () => ({
        gradient: (at: tf.Tensor) => differentiate(lossAt, at, ['loss']),
        outputSlopes: (at: tf.Tensor, along: tf.Tensor) =>
          tf.concat([outputSlopesOf(forward, layout, at, along), tf.ones([1, rows, 1])], 2),
      });
      const adam = `ADAM(lr=${base_lr},betas=[${betas}],eps=${eps})`;
      const limit = id.endsWith('plain') ? 1e30 : target_r;
      const learner = new Learner(makeOptimizer(`GHOSTS(${adam},r=${limit})`), layout, vector, null);
      for (let step = 0; step < (doublePrecision ? steps : 3); step++) {
        const scale = step === spike_step ? spike_factor : 1;
        const settings = { active: [true], learningRateScale: [scale], progress: [0], stepInRollout: 1 };
        const minibatch = { players: [true], load };
        const report = learner.step(minibatch, settings, { before: [], after: () => [] });
        expectNear(report.terms!.dataSync(), [expected.loss[step]!], `loss ${step}`);
        const [told] = (await learner.report())!;
        expectNear([told!['ghosts.rho']!], [expected.rho[step]!], `rho ${step}`);
        const effective = base_lr * scale * Math.min(1, limit / told!['ghosts.r']!);
        expectNear(effective, expected.lr_effective[step]!, `rate ${step}`);
        expectNear(learner.vector.dataSync(), expected.params_flat[step]!, `parameters ${step}`);
      }
      learner.dispose();
    });
  }
});

describe('the softmax on a line', () => {
  for (const { kind, id, inputs, expected } of cases) {
    if (kind === 'binary_radius') {
      test(id, () => {
        const { radius, bound } = binaryRadius(inputs.logit_gap, inputs.gap_derivative);
        expectNear([radius, bound], [expected.radius, expected.bound], 'radius', inDouble);
      });
    }
    if (kind === 'kl_certificate') {
      test(id, () => {
        const made = softmaxOnLine(inputs.logits, inputs.directional_derivatives, inputs.tau);
        const { klOldNew, klNewOld, quadratic, spread, bound, leadingBound } = made;
        const wanted = [
          ...[expected.kl_old_new, expected.kl_new_old, expected.quadratic, expected.spread],
          ...[expected.bound_kl_old_new, expected.leading_bound_kl_new_old],
        ];
        expectNear([klOldNew, klNewOld, quadratic, spread, bound, leadingBound], wanted, id, inDouble);
        expect(Math.abs(klOldNew - quadratic)).toBeLessThanOrEqual(bound + 1e-15);
      });
    }
  }
});
