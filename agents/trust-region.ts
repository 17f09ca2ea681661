import { z } from 'zod';
import { UsageError } from '../src/errors.ts';
import * as tf from '../src/tensors/tf.ts';
import { gae } from './advantages/gae.ts';
import { standardize } from './advantages/standardize.ts';
import { type AgentEntry, defineAgent, type TrustRegion } from './agent.ts';
import { actionDistribution, policyHead } from './distributions/index.ts';
import { stepRollouts } from './step-rollouts.ts';

const shared = {
  num_envs: z.int().positive().default(8).describe('parallel copies of the environment'),
  num_steps: z.int().positive().default(256).describe('steps of each copy between two updates'),
  gamma: z.number().min(0).max(1).default(0.99).describe('discount factor'),
  gae_lambda: z.number().min(0).max(1).default(0.95).describe('λ of generalised advantage estimation'),
  norm_adv: z.boolean().default(true).describe('standardise the advantages of each roll-out'),
  max_kl: z
    .number()
    .positive()
    .default(0.01)
    .describe('KL divergence that a step of the policy is measured by'),
  cg_damping: z
    .number()
    .min(0)
    .default(0.1)
    .describe('added to the diagonal of the Fisher matrix; 0 with solver=gram alone'),
  cg_iterations: z.int().positive().max(1000).default(15).describe('of conjugate gradients, at most'),
  critic_epochs: z
    .int()
    .positive()
    .max(10_000)
    .default(10)
    .describe('passes over each roll-out, each one step of the optimizer for the critic'),
  anneal_lr: z.boolean().default(false).describe("let the critic's learning rate fall linearly to 0"),
  norm_obs: z.boolean().default(false).describe('scale observations by running mean and variance'),
  norm_reward: z.boolean().default(false).describe('scale rewards by the running deviation of the return'),
  clip_actions: z.boolean().default(true).describe('clip actions to their bounds before they are executed'),
  log_std_init: z.number().default(0).describe('initial log standard deviation of a Gaussian policy'),
  policy_head: policyHead,
};

const searched = {
  search_shrink: z
    .number()
    .positive()
    .lt(1)
    .default(0.8)
    .describe('factor by which a step is shortened that goes too far or gains nothing'),
  search_trials: z
    .int()
    .positive()
    .max(100)
    .default(10)
    .describe('lengths that are tried, the whole step first'),
};

const natural = z.object({
  ...shared,
  solver: z
    .enum(['cg', 'gram'])
    .default('cg')
    .describe(
      'cg: the exact Fisher matrix, by conjugate gradients; gram: that of the actions that were taken, by their Gram matrix, 64 at a time',
    ),
  damping: z
    .enum(['fixed', 'gns'])
    .default('fixed')
    .describe(
      'fixed: cg_damping, and a step as long as max_kl says; gns: in place of both, the damping by the gradient-normalised smoothness, found anew for each roll-out',
    ),
  gns_gamma: z.number().positive().default(1).describe('of damping=gns: γ at the beginning'),
  gns_tries: z
    .int()
    .positive()
    .max(100)
    .default(41)
    .describe(
      'of damping=gns: dampings that are tried with a roll-out, all of them at the cost of a gradient each',
    ),
});
const trusted = z.object({ ...shared, ...searched });

/** One step of the policy along its natural gradient with each roll-out, and several of the critic by the optimizer. */
function trustRegionAgent(
  {
    search_shrink,
    search_trials,
    ...options
  }: z.output<z.ZodObject<typeof shared>> & Partial<z.output<typeof trusted> & z.output<typeof natural>>,
  space: Parameters<AgentEntry['create']>[1],
): ReturnType<AgentEntry['create']> {
  if (options.norm_adv && options.num_envs * options.num_steps === 1) {
    throw new UsageError(
      'a roll-out of one step cannot be standardised; collect more, or say norm_adv=false',
    );
  }
  const { solver = 'cg', damping = 'fixed', gns_gamma: gamma, gns_tries: tries } = options;
  if (solver === 'gram' && damping === 'gns') {
    throw new UsageError(
      'damping=gns goes by the exact Fisher matrix; leave solver=gram out, or damping=gns',
    );
  }
  if (solver === 'cg' && damping === 'fixed' && options.cg_damping === 0) {
    throw new UsageError('conjugate gradients need cg_damping above 0; give some, or say npg(solver=gram)');
  }
  const distribution = actionDistribution(space, {
    logStdInit: options.log_std_init,
    head: options.policy_head,
  });
  const trustRegion: TrustRegion = {
    maxKl: options.max_kl,
    damping: options.cg_damping,
    solver,
    iterations: options.cg_iterations,
    search:
      search_shrink !== undefined && search_trials !== undefined
        ? { shrink: search_shrink, trials: search_trials }
        : null,
    smooth: damping === 'gns' && gamma !== undefined && tries !== undefined ? { gamma, tries } : undefined,
  };
  return {
    collection: stepRollouts(options),
    schedule: {
      updateEpochs: options.critic_epochs,
      numMinibatches: 1,
      maxGradNorm: null,
      targetKl: null,
      annealLr: options.anneal_lr,
    },
    critic: true,
    reports: ['policyLoss', 'valueLoss', 'entropy', 'approxKl'],
    trustRegion,
    distribution,
    targets: (experience) => gae(experience, options.gamma, options.gae_lambda),
    minibatchAdvantages: (advantages) => (options.norm_adv ? standardize(advantages, 1e-8) : advantages),
    loss({ outputs, values, params }, { actions, logProbs, advantages, returns, mean }) {
      const { logProb, entropy } = distribution.evaluate(outputs, params, actions);
      const logRatio = tf.sub(logProb, logProbs);
      const ratio = tf.exp(logRatio);
      const policyLoss = tf.neg(mean(tf.mul(advantages, ratio)));
      const valueLoss = tf.mul(mean(tf.square(tf.sub(values!, returns))), 0.5);
      return {
        total: tf.add(policyLoss, valueLoss),
        terms: {
          policyLoss,
          valueLoss,
          entropy: mean(entropy),
          approxKl: mean(tf.sub(tf.sub(ratio, 1), logRatio)),
        },
      };
    },
  };
}

/** Trust region policy optimisation: a natural gradient step, shortened until it stays within the region and gains. */
export const trpo = defineAgent({
  name: 'trpo',
  summary:
    'trust region policy optimisation: the policy by a searched natural gradient, the critic by the optimizer',
  source: 'Schulman et al. 2015 (arXiv 1502.05477); Stable-Baselines3 contrib trpo.py at 0ca7fdd',
  settings: trusted,
  create: trustRegionAgent,
});

/** The natural policy gradient: the same step as far as the divergence allows, without a search. */
export const npg = defineAgent({
  name: 'npg',
  summary: 'natural policy gradient: the policy by its natural gradient, the critic by the optimizer',
  source: 'Kakade 2001; step length as Rajeswaran et al. 2017 (arXiv 1703.02660)',
  settings: natural,
  create: trustRegionAgent,
});
