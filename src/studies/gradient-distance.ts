import { parseCall } from '../call-expression.ts';
import { makeOptimizer, type Optimizer, type Params } from '../optimizers/index.ts';
import * as tf from '../tensors/tf.ts';
import { learn } from '../training/learn.ts';
import { Learner } from '../training/learner.ts';
import type { Experience } from '../training/workload.ts';
import { oneRollout, type RolloutSize } from './one-rollout.ts';

/**
 * How far the steps of a rule are from those by the gradient on the whole roll-out, step by step: ‖v − G‖²/‖G‖², where the rule
 * moves by −rate · v and G is the gradient of ppo's loss where the step begins.
 *
 * @param optimizer that moves by a gradient or an estimate of it times its learning rate: `SARAH(SGD(lr=0.1))`.
 * @param passes over the roll-out.
 * @throws the reason of the signal.
 */
export async function gradientDistances(
  size: RolloutSize,
  { optimizer, rate, passes }: { readonly optimizer: string; readonly rate: number; readonly passes: number },
  seed: number,
  signal: AbortSignal,
): Promise<number[]> {
  const member = parseCall(optimizer);
  const rollout = oneRollout(size, { optimizer: member, seed, passes, others: 'ent_coef=0' });
  const { parts, workload } = rollout;
  const distances: tf.Tensor[] = [];
  const rule = makeOptimizer([member], parts.networks.parameters);
  // Nothing is clipped: estimates are of the gradient as it is.
  const learner = new Learner(watched(rule, rate, distances), workload.layout, workload.start(), null);
  let experience: Experience | undefined;
  try {
    experience = await rollout.gather(learner, signal);
    await learn(learner, null, experience, {
      ...{ schedules: [workload.schedule], lossTerms: [], active: [true] },
      ...{ learningRateScale: [1], progress: [0], giveUp: signal },
    });
    return await Promise.all(distances.map(async (distance) => (await distance.data())[0]!));
  } finally {
    tf.dispose(distances);
    experience?.dispose();
    learner.dispose();
    workload.dispose();
  }
}

/** The same rule, whose steps are looked at. */
function watched(rule: Optimizer, rate: number, distances: tf.Tensor[]): Optimizer {
  return {
    ...rule,
    update(gradients, state, params, context) {
      const made = rule.update(gradients, state, params, context);
      const whole = context.wholeGradient!(params);
      distances.push(tf.keep(distance(made.updates, whole, rate)));
      return made;
    },
  };
}

function distance(updates: Params, whole: Params, rate: number): tf.Tensor {
  const squares = Object.entries(whole).map(([name, gradient]) => {
    const error = tf.add(tf.div(updates[name]!, rate), gradient);
    return [tf.sum(tf.square(error)), tf.sum(tf.square(gradient))] as const;
  });
  return tf.div(tf.addN(squares.map(([error]) => error)), tf.addN(squares.map(([, length]) => length)));
}
