import { expect, test } from 'vitest';
import { actorCritic, agents, networks } from '../../agents/index.ts';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { kroneckerFactors } from '../../src/optimizers/transforms/kronecker-factors.ts';
import { symmetricEigen } from '../../src/tensors/linear-algebra/eigen.ts';
import { ParameterLayout } from '../../src/tensors/parameter-layout.ts';
import * as tf from '../../src/tensors/tf.ts';
import { Learner } from '../../src/training/learner.ts';
import { controlMinibatch } from '../../src/workloads/control/control-minibatch.ts';
import type { DeviceMinibatch } from '../../src/workloads/control/minibatch.ts';
import { doublePrecision, flat, goldenCases, type Numbers } from '../agents/golden.ts';

interface TrainedCase {
  readonly kind: 'kfac';
  readonly inputs: {
    readonly sizes: readonly number[];
    readonly activation: string;
    readonly params: Numbers;
    readonly observations: readonly (readonly (readonly number[])[])[];
    readonly actions: readonly (readonly number[])[];
    readonly advantages: readonly (readonly number[])[];
    readonly lr: number;
    readonly momentum: number;
    readonly stat_decay: number;
    readonly kl_clip: number;
    readonly damping: number;
    readonly Tf?: number;
  };
  readonly expected: {
    readonly params_after_each_step: readonly Numbers[];
    readonly A_final: readonly Numbers[];
    readonly G_final: readonly Numbers[];
    readonly nu: readonly number[];
  };
}

interface SplitCase {
  readonly kind: 'kfac_tikhonov';
  readonly inputs: Readonly<Record<'A' | 'G' | 'gradient', readonly (readonly number[])[]>> & {
    readonly damping: number;
  };
  readonly expected: { readonly direction: Numbers };
}

const cases = goldenCases<{ readonly id: string } & (TrainedCase | SplitCase)>('kfac', 'systems');
const [atol, rtol] = doublePrecision ? [1e-8, 1e-8] : [1e-3, 1e-2];

function expectNear(given: ArrayLike<number>, expected: Numbers, what: string): void {
  const wanted = flat(expected);
  expect(given.length, what).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs(given[i]! - value), `${what} ${i}: ${given[i]} for ${value}`).toBeLessThanOrEqual(
      atol + rtol * Math.abs(value),
    );
  });
}

async function checkTraining({ inputs, expected }: TrainedCase): Promise<void> {
  const { sizes, activation, params, lr, momentum, stat_decay, kl_clip, damping, Tf = 10 } = inputs;
  const { entry, settings } = agents.resolve('trpo(norm_adv=false)');
  // Its loss is the negative surrogate, whose gradient is that of mean A · log π where the policy is the one that acted.
  const agent = entry.create(settings, { kind: 'discrete', n: sizes.at(-1)! });
  const network = networks.resolve(`mlp(sizes=[${sizes.slice(1, -1)}],activation=${activation})`);
  const made = actorCritic(agent, sizes[0]!, (shape) => network.entry.create(network.settings, shape));
  const layout = new ParameterLayout(made.parameters);
  const theta = flat(params);
  const vector = tf.tensor(
    [...theta, ...new Array(layout.length - theta.length).fill(0)],
    [1, 1, layout.length],
  );
  const spec = `KFAC(lr=${lr},momentum=${momentum},stat_decay=${stat_decay},kl=${kl_clip},damping=${damping},update_period=${Tf})`;
  const learner = new Learner(makeOptimizer(`SPLIT(${spec},critic=SGD(lr=0))`), layout, vector, null);
  const numbers = { active: [true], learningRateScale: [1], progress: [0], stepInRollout: 1 };
  for (const [step, wanted] of expected.params_after_each_step.entries()) {
    const seen = inputs.observations[step]!;
    const rows: [number, number] = [1, seen.length];
    const observations = tf.tensor(seen.flat(), [...rows, sizes[0]!]);
    const actions = tf.tensor([...inputs.actions[step]!], rows, 'int32');
    const named = layout.named(layout.split(learner.vector));
    const weights = tf.fill(rows, 1 / seen.length);
    const batch: DeviceMinibatch = {
      observations,
      actions,
      logProbs: agent.distribution.evaluate(made.act(named, observations), named, actions).logProb,
      advantages: tf.tensor([...inputs.advantages[step]!], rows),
      returns: tf.zeros(rows),
      values: tf.zeros(rows),
      weights,
      mean: (x) => (x.shape[1] === seen.length ? tf.sum(tf.mul(x, weights), 1) : tf.squeeze(x, [1])),
    };
    const load = () => controlMinibatch({ agent, networks: made, layout }, [{ members: [0], batch }]);
    learner.step({ players: [true], load }, numbers, { before: [], after: () => [] });
    expectNear(learner.vector.dataSync().slice(0, theta.length), wanted, `parameters after step ${step + 1}`);
    const [told] = (await learner.report())!;
    expectNear([told!['actor.nu_actor']!], [expected.nu[step]!], `ν of step ${step + 1}`);
  }
  learner.dispose();
}

function checkSplit({ inputs, expected }: SplitCase): void {
  const matrix = (rows: readonly (readonly number[])[]) =>
    tf.tensor(rows.flat(), [1, rows.length, rows[0]!.length]);
  const side = (name: string, moments: tf.Tensor) => {
    const { vectors, values } = symmetricEigen(moments);
    return { moments: { [name]: moments }, vectors: { [name]: vectors }, values: { [name]: values } };
  };
  const { precondition } = kroneckerFactors([
    { stat_decay: 0.99, damping: inputs.damping, split_damping: true, update_period: 1 },
  ]);
  const factors = {
    inputs: side('layer.kernel', matrix(inputs.A)),
    signals: side('layer', matrix(inputs.G)),
  };
  const direction = precondition(factors, 'layer.kernel', matrix(inputs.gradient), { step: 1 });
  expectNear(direction.dataSync(), expected.direction, 'direction');
}

test.each(cases)('$id', (each) => (each.kind === 'kfac' ? checkTraining(each) : checkSplit(each)));
