import { z } from 'zod';
import { UsageError } from '../src/errors.ts';
import * as tf from '../src/tensors/tf.ts';
import type { Agent } from './agent.ts';

/** Of PPO: whether, and how, its policy is held near what it put out earlier. */
export const trajectorySettings = {
  trajectory_loss: z
    .enum(['none', 'mesa', 'saf'])
    .default('none')
    .describe(
      'hold the policy near its own past: mesa, the average of its parameters; saf, its outputs on the same step some epochs ago',
    ),
  trajectory_coef: z.number().min(0).default(0.3).describe('λ, the weight of that loss'),
  trajectory_temperature: z
    .number()
    .positive()
    .default(5)
    .describe('T, by which outputs are divided before they are compared; the loss is multiplied by T²'),
  mesa_decay: z.number().min(0).lt(1).default(0.9998).describe('what the average of mesa keeps at each step'),
  saf_lag: z.int().positive().default(3).describe('how many epochs ago, for saf'),
  saf_start: z
    .int()
    .min(0)
    .default(5)
    .describe('epochs of a roll-out are counted from 0; saf begins after this one'),
};

export type TrajectorySettings = z.output<z.ZodObject<typeof trajectorySettings>>;

/** The part of the loss that it adds, as the agent reports it. */
const term = 'trajectory_loss';

/**
 * λT² · the mean over each member's rows of KL(softmax(z_old/T) ‖ softmax(z/T)), `[P]`, in log-softmax, so that large outputs do
 * no harm. With T = 1 and the outputs of the policy that gathered the rows it would be PPO's KL penalty. Du et al. 2022
 * (arXiv 2205.14083); AngusDujw/SAF at 6e85600.
 *
 * @param outputs z, `[P, B, n]`. @param earlier z_old and behind it 1, or 0 where nobody knows it, `[P, B, n + 1]`.
 * @param mean over a member's rows.
 */
export function trajectoryLoss(
  outputs: tf.Tensor,
  earlier: tf.Tensor,
  mean: (x: tf.Tensor) => tf.Tensor,
  { coef, temperature }: { readonly coef: number; readonly temperature: number },
): tf.Tensor {
  const [before, known] = tf.split(earlier, [outputs.shape[2]!, 1], 2);
  const old = tf.logSoftmax(tf.div(before!, temperature));
  const now = tf.logSoftmax(tf.div(outputs, temperature));
  const divergence = tf.sum(tf.mul(tf.exp(old), tf.sub(old, now)), 2);
  return tf.mul(mean(tf.mul(divergence, tf.squeeze(known!, [2]))), coef * temperature ** 2);
}

/** The same agent, whose loss has that part. @throws UsageError if it has no softmax, or its epochs are too few. */
export function withTrajectoryLoss(agent: Agent, settings: TrajectorySettings): Agent {
  const { trajectory_loss: kind, trajectory_coef: coef, trajectory_temperature: temperature } = settings;
  if (kind === 'none') return agent;
  if (!agent.distribution.softmax) {
    throw new UsageError(
      `trajectory_loss=${kind} compares what goes into a softmax, and this policy has none; ` +
        'choose a task with discrete actions and policy_head=softmax, or leave it out',
    );
  }
  const { saf_lag: lag, saf_start: start } = settings;
  const first = Math.max(start + 1, lag) + 1;
  if (kind === 'saf' && agent.schedule.updateEpochs < first) {
    throw new UsageError(
      `trajectory_loss=saf with saf_start=${start} and saf_lag=${lag} begins in epoch ${first} of a roll-out, and there are ` +
        `${agent.schedule.updateEpochs}; give update_epochs of ${first} or more, or let it begin earlier`,
    );
  }
  return {
    ...agent,
    ownTerms: [...(agent.ownTerms ?? []), term],
    trajectory:
      kind === 'mesa' ? { kind: 'average', decay: settings.mesa_decay } : { kind: 'stored', lag, start },
    loss(predictions, minibatch) {
      const { total, terms } = agent.loss(predictions, minibatch);
      const { earlier, mean } = minibatch;
      const added = earlier
        ? trajectoryLoss(predictions.outputs, earlier, mean, { coef, temperature })
        : tf.zerosLike(total);
      return { total: tf.add(total, added), terms: { ...terms, [term]: added } };
    },
  };
}
