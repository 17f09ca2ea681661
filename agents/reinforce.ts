import { z } from 'zod';
import { UsageError } from '../src/errors.ts';
import { pow } from '../src/pow.ts';
import * as tf from '../src/tensors/tf.ts';
import { returnsToGo } from './advantages/return-to-go.ts';
import { standardize } from './advantages/standardize.ts';
import { defineAgent, type Loss, type Minibatch } from './agent.ts';
import { actionDistribution, policyHead, scheduledGaussian } from './distributions/index.ts';
import type { Experience } from './experience.ts';
import { horizonSetting } from './horizon.ts';

const settings = z.object({
  num_envs: z.int().positive().default(8).describe('episodes of each update'),
  horizon: horizonSetting,
  gamma: z.number().min(0).max(1).default(0.99).describe('discount factor'),
  surrogate: z
    .enum(['log-prob', 'milo'])
    .default('log-prob')
    .describe("log-prob: −w log π(a); milo: w ‖a − μ‖², MILO's weighted regression on the means"),
  norm_returns: z
    .enum(['batch', 'episode', 'none'])
    .default('batch')
    .describe('standardise the weights over the whole batch, within each episode (as MILO), or not at all'),
  baseline: z.boolean().default(false).describe('subtract a learned value function from the returns'),
  ent_coef: z.number().min(0).default(0).describe('weight of the entropy bonus'),
  vf_coef: z.number().min(0).default(0.5).describe("weight of the baseline's loss"),
  max_grad_norm: z.number().positive().nullable().default(0.5).describe('bound of the global gradient norm'),
  anneal_lr: z.boolean().default(false).describe('let the learning rate fall linearly to 0'),
  norm_obs: z.boolean().default(false).describe('scale observations by running mean and variance'),
  norm_reward: z.boolean().default(false).describe('scale rewards by the running deviation of the return'),
  clip_actions: z.boolean().default(true).describe('clip actions to their bounds before they are executed'),
  log_std_init: z.number().default(0).describe('initial log standard deviation of a Gaussian policy'),
  policy_head: policyHead,
  std: z.number().positive().default(0.2).describe('surrogate=milo: standard deviation of the first episode'),
  std_decay: z
    .number()
    .positive()
    .max(1)
    .default(0.998)
    .describe('surrogate=milo: its factor after every update'),
  std_min: z.number().positive().default(0.01).describe('surrogate=milo: its lower bound'),
});

type ReinforceSettings = z.output<typeof settings>;

/**
 * Weighted regression of the means onto the actions taken: mean over steps of w ‖a − μ‖². Its gradient is 2σ² times the
 * policy gradient of a Gaussian with standard deviation σ.
 *
 * @param means `[P, B, n]`
 */
export function miloSurrogate(means: tf.Tensor, batch: Minibatch): tf.Tensor {
  const distance = tf.sum(tf.square(tf.sub(batch.actions, means)), 2);
  return batch.mean(tf.mul(batch.advantages, distance));
}

/**
 * The weight of every step: its return-to-go, less the baseline, standardised.
 *
 * @param eps 1e-9 as in MILO's script.
 */
export function returnWeights(
  experience: Experience,
  returns: Float64Array,
  scope: ReinforceSettings['norm_returns'],
  eps = 1e-9,
): Float64Array {
  const advantages = returns.map((value, row) => value - experience.values[row]!);
  if (scope === 'none') return advantages;
  if (scope === 'batch') return standardize(advantages, eps);
  const weights = new Float64Array(returns.length);
  for (let copy = 0; copy < experience.copies; copy++) {
    const rows = [...experience.copy.keys()].filter((row) => experience.copy[row] === copy);
    const standardized = standardize(advantages, eps, rows);
    for (const row of rows) weights[row] = standardized[row]!;
  }
  return weights;
}

/** REINFORCE: whole episodes, returns-to-go, one step on all of them. */
export const reinforce = defineAgent({
  name: 'reinforce',
  summary:
    'policy gradient on whole episodes with standardised returns-to-go, with or without a value baseline',
  source: 'Williams 1992; surrogate=milo: experiments/RL/rl_experiment.py of Logan-Cole-Luna/Milo',
  settings,
  create(options, space) {
    const milo = options.surrogate === 'milo';
    if (milo && space.kind === 'discrete') {
      throw new UsageError(
        'surrogate=milo regresses on real actions; use surrogate=log-prob for a discrete space',
      );
    }
    if (milo && options.ent_coef > 0) {
      throw new UsageError(
        `surrogate=milo explores by a schedule and has no entropy to reward, given ent_coef=${options.ent_coef}`,
      );
    }
    const usual = actionDistribution(space, { logStdInit: options.log_std_init, head: options.policy_head });
    const distribution =
      milo && space.kind === 'box'
        ? scheduledGaussian(space, (update) =>
            Math.max(options.std_min, options.std * pow(options.std_decay, update)),
          )
        : usual;

    return {
      collection: {
        kind: 'episodes',
        numEnvs: options.num_envs,
        numSteps: 0,
        groupSize: 1,
        horizon: options.horizon,
        clipActions: options.clip_actions,
        normObs: options.norm_obs,
        normReward: options.norm_reward,
        gamma: options.gamma,
      },
      schedule: {
        updateEpochs: 1,
        numMinibatches: 1,
        maxGradNorm: options.max_grad_norm,
        targetKl: null,
        annealLr: options.anneal_lr,
      },
      critic: options.baseline,
      // Weights within an episode are found by its copy, which has one episode then.
      grows: options.norm_returns !== 'episode',
      reports: [
        'policyLoss',
        ...(milo ? [] : (['entropy'] as const)),
        ...(options.baseline ? (['valueLoss'] as const) : []),
      ],
      distribution,

      targets(experience) {
        const returns = returnsToGo(experience, options.gamma, options.baseline);
        return { returns, advantages: returnWeights(experience, returns, options.norm_returns) };
      },
      minibatchAdvantages: (advantages) => advantages,

      loss({ outputs, values, params }, batch): Loss {
        let total: tf.Tensor;
        let terms: Loss['terms'];
        if (milo) {
          total = miloSurrogate(outputs, batch);
          terms = { policyLoss: total };
        } else {
          const evaluation = distribution.evaluate(outputs, params, batch.actions);
          const policyLoss = tf.neg(batch.mean(tf.mul(batch.advantages, evaluation.logProb)));
          const entropy = batch.mean(evaluation.entropy);
          total = options.ent_coef === 0 ? policyLoss : tf.sub(policyLoss, tf.mul(entropy, options.ent_coef));
          terms = { policyLoss, entropy };
        }
        if (values === undefined) return { total, terms };
        const valueLoss = tf.mul(batch.mean(tf.square(tf.sub(values, batch.returns))), 0.5);
        return {
          total: tf.add(total, tf.mul(valueLoss, options.vf_coef)),
          terms: { ...terms, valueLoss },
        };
      },
    };
  },
});
