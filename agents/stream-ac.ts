import { z } from 'zod';
import * as tf from '../src/tensors/tf.ts';
import { gae } from './advantages/gae.ts';
import { defineAgent, type Minibatch, type Predictions } from './agent.ts';
import { actionDistribution, policyHead } from './distributions/index.ts';
import { stepRollouts } from './step-rollouts.ts';

const settings = z.object({
  gamma: z.number().min(0).max(1).default(0.99).describe('discount factor; say the same to OBGD'),
  ent_coef: z
    .number()
    .min(0)
    .default(0.01)
    .describe('weight of the entropy, which is rewarded where the error of the critic is positive'),
  max_grad_norm: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('bound of the global gradient norm; none: no bound'),
  anneal_lr: z.boolean().default(false).describe('let the learning rate fall linearly to 0'),
  norm_obs: z.boolean().default(true).describe('scale observations by running mean and variance'),
  norm_reward: z.boolean().default(true).describe('scale rewards by the running deviation of the return'),
  clip_actions: z.boolean().default(true).describe('clip actions to their bounds before they are executed'),
  log_std_init: z.number().default(0).describe('initial log standard deviation of a Gaussian policy'),
  policy_head: policyHead,
});

/**
 * Streaming actor-critic: one environment, and after each of its steps one step of the optimizer, from that step alone, of
 * which nothing is kept. Traces are the optimizer's (OBGD); for one without any the gradient is that of TD(0).
 */
export const streamAc = defineAgent({
  name: 'stream-ac',
  summary:
    'streaming actor-critic: learns from every step by itself and keeps none; with OBGD and --network stream-mlp as published',
  source:
    'Elsayed, Vasan & Mahmood 2024 (arXiv 2410.14606); mohmdelsayed/streaming-drl stream_ac_discrete.py, stream_ac_continuous.py at 407dca7',
  settings,
  create(options, space) {
    const distribution = actionDistribution(space, {
      logStdInit: options.log_std_init,
      head: options.policy_head,
    });
    const judged = ({ outputs, params }: Predictions, { actions }: Minibatch) =>
      distribution.evaluate(outputs, params, actions);

    return {
      collection: stepRollouts({ ...options, num_envs: 1, num_steps: 1 }),
      schedule: {
        updateEpochs: 1,
        numMinibatches: 1,
        maxGradNorm: options.max_grad_norm,
        targetKl: null,
        annealLr: options.anneal_lr,
      },
      critic: true,
      reports: ['policyLoss', 'valueLoss', 'entropy'],
      distribution,
      // The advantage of a single step is the error of the critic's prediction.
      targets: (experience) => gae(experience, options.gamma, 0),
      minibatchAdvantages: (advantages) => advantages,

      eligibility(predictions, batch) {
        const { logProb, entropy } = judged(predictions, batch);
        const rewarded = tf.mul(tf.mul(entropy, tf.sign(batch.advantages)), options.ent_coef);
        return tf.neg(batch.mean(tf.add(tf.add(logProb, rewarded), predictions.values!)));
      },

      loss(predictions, batch) {
        const { logProb, entropy } = judged(predictions, batch);
        const { advantages } = batch;
        const policyLoss = tf.neg(batch.mean(tf.mul(logProb, advantages)));
        const rewarded = tf.mul(batch.mean(tf.mul(entropy, tf.abs(advantages))), options.ent_coef);
        const towards = batch.mean(tf.mul(predictions.values!, advantages));
        return {
          total: tf.sub(tf.sub(policyLoss, rewarded), towards),
          terms: {
            policyLoss,
            valueLoss: tf.mul(batch.mean(tf.square(advantages)), 0.5),
            entropy: batch.mean(entropy),
          },
        };
      },
    };
  },
});
