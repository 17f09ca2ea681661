import { z } from 'zod';
import { UsageError } from '../src/errors.ts';
import { type GroupEstimator, groupEstimators } from './advantages/estimators.ts';
import { gae } from './advantages/gae.ts';
import { standardize } from './advantages/standardize.ts';
import { type Agent, defineAgent, lossTerms, rowSamplings } from './agent.ts';
import { actionDistribution, policyHead } from './distributions/index.ts';
import { groupRelativeAgent, groupShape } from './group-relative.ts';
import { ppoLoss } from './ppo-loss.ts';
import { stepRollouts } from './step-rollouts.ts';
import { trajectorySettings, withTrajectoryLoss } from './trajectory-loss.ts';

const settings = z.object({
  advantage: z
    .enum(['gae', ...(Object.keys(groupEstimators) as GroupEstimator[])])
    .default('gae')
    .describe('gae, with a critic; or how episodes that began alike are compared, without one'),
  outcome: z
    .enum(['return', 'success'])
    .nullable()
    .default(null)
    .describe('what a compared episode is judged by; none: success for bnpo, its return for others'),
  ...groupShape,
  num_envs: z.int().positive().default(4).describe('parallel copies of the environment'),
  num_steps: z.int().positive().default(128).describe('steps of each copy between two updates'),
  gamma: z.number().min(0).max(1).default(0.99).describe('discount factor'),
  gae_lambda: z.number().min(0).max(1).default(0.95).describe('λ of generalised advantage estimation'),
  bootstrap_truncated: z
    .boolean()
    .default(true)
    .describe('count on from where a time limit cuts an episode; false: a limit is an end, as in CleanRL'),
  num_minibatches: z.int().positive().default(4).describe('parts that each epoch is split into'),
  update_epochs: z.int().positive().max(10_000).default(4).describe('passes over each roll-out'),
  norm_adv: z.boolean().default(true).describe('standardise the advantages of each minibatch'),
  clip_coef: z
    .number()
    .positive()
    .default(0.2)
    .describe('how far the policy may move: clip range of the ratio'),
  clip_vloss: z.boolean().default(true).describe('clip the value loss by the same range'),
  ent_coef: z.number().min(0).default(0.01).describe('weight of the entropy bonus'),
  vf_coef: z.number().min(0).default(0.5).describe('weight of the value loss'),
  max_grad_norm: z.number().positive().nullable().default(0.5).describe('bound of the global gradient norm'),
  target_kl: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('stop the epochs beyond this KL divergence'),
  anneal_lr: z.boolean().default(true).describe('let the learning rate fall linearly to 0'),
  norm_obs: z.boolean().default(false).describe('scale observations by running mean and variance'),
  norm_reward: z.boolean().default(false).describe('scale rewards by the running deviation of the return'),
  clip_actions: z.boolean().default(true).describe('clip actions to their bounds before they are executed'),
  drop_lowest: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe(
      'share of the steps that later epochs leave out: those with least to learn from, by EL2N · |advantage|',
    ),
  minibatch_sampling: z
    .enum(['shuffled', ...rowSamplings])
    .default('shuffled')
    .describe(
      'shuffled: every step once an epoch; panda: later epochs draw steps by EL2N · |advantage| in the epoch before; panda_unbiased: and weigh them by their chances',
    ),
  ...trajectorySettings,
  log_std_init: z.number().default(0).describe('initial log standard deviation of a Gaussian policy'),
  policy_head: policyHead,
});

export type PpoSettings = z.output<typeof settings>;

/** Proximal policy optimisation: fixed-length roll-outs, a critic, several epochs of clipped steps on minibatches. */
export const ppo = defineAgent({
  name: 'ppo',
  summary: 'proximal policy optimisation with a critic and generalised advantage estimation',
  source:
    'Schulman et al. 2017; CleanRL ppo.py and ppo_continuous_action.py, with truncated episodes bootstrapped unless asked otherwise',
  settings,
  create({ advantage, outcome, drop_lowest: dropLowest, minibatch_sampling, ...options }, space) {
    const sampling = minibatch_sampling === 'shuffled' ? undefined : minibatch_sampling;
    if (sampling && dropLowest > 0) {
      throw new UsageError(
        `drop_lowest=${dropLowest} leaves steps out that minibatch_sampling=${sampling} may draw; give one of the two`,
      );
    }
    if (advantage !== 'gae') {
      const judged = outcome ?? (advantage === 'bnpo' ? 'success' : 'return');
      const compared = groupRelativeAgent({ ...options, advantage, outcome: judged }, space);
      return withTrajectoryLoss({ ...compared, dropLowest, sampling }, options);
    }
    const batch = options.num_envs * options.num_steps;
    if (batch % options.num_minibatches !== 0) {
      throw new UsageError(
        `num_minibatches must divide the batch of num_envs × num_steps = ${batch}, given ${options.num_minibatches}`,
      );
    }
    if (options.norm_adv && batch === options.num_minibatches) {
      throw new UsageError(
        `minibatches of one step cannot be standardised; use fewer than ${batch} minibatches or norm_adv=false`,
      );
    }
    const kept = batch - Math.floor(dropLowest * batch);
    if (dropLowest > 0 && kept < 2 * options.num_minibatches) {
      throw new UsageError(
        `drop_lowest=${dropLowest} leaves ${kept} of ${batch} steps to ${options.num_minibatches} minibatches; ` +
          'leave each at least two: drop fewer, or ask for fewer minibatches',
      );
    }
    const distribution = actionDistribution(space, {
      logStdInit: options.log_std_init,
      head: options.policy_head,
    });

    const agent: Agent = {
      collection: stepRollouts(options),
      schedule: {
        updateEpochs: options.update_epochs,
        numMinibatches: options.num_minibatches,
        maxGradNorm: options.max_grad_norm,
        targetKl: options.target_kl,
        annealLr: options.anneal_lr,
      },
      critic: true,
      reports: lossTerms,
      clips: true,
      grows: true,
      dropLowest,
      sampling,
      distribution,
      targets: (experience) =>
        gae(experience, options.gamma, options.gae_lambda, options.bootstrap_truncated),
      minibatchAdvantages: (advantages) => (options.norm_adv ? standardize(advantages, 1e-8) : advantages),
      loss({ outputs, values, params }, minibatch) {
        const evaluation = distribution.evaluate(outputs, params, minibatch.actions);
        return ppoLoss(options, evaluation, values!, minibatch);
      },
    };
    return withTrajectoryLoss(agent, options);
  },
});
