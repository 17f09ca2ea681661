import { z } from 'zod';
import { UsageError } from '../src/errors.ts';
import type { ActionSpace } from '../src/spaces.ts';
import * as tf from '../src/tensors/tf.ts';
import { type GroupEstimator, groupEstimators } from './advantages/estimators.ts';
import { type Agent, type AgentEntry, defineAgent, type Loss, lossTerms, type Minibatch } from './agent.ts';
import { actionDistribution, type Evaluation, policyHead } from './distributions/index.ts';
import { agentTargets, type EpisodeOutcome, type GroupTargets, teamTargets } from './group-targets.ts';
import { horizonSetting } from './horizon.ts';
import { ppoLoss } from './ppo-loss.ts';

/** What is compared with what, and how far from where it began; for PPO too, where its advantage asks for groups. */
export const groupShape = {
  num_groups: z
    .int()
    .positive()
    .default(8)
    .describe('initial states of each update, where episodes are compared'),
  group_size: z
    .int()
    .min(2)
    .default(8)
    .describe('episodes from each initial state, where episodes are compared'),
  horizon: horizonSetting,
  milestones: z
    .array(z.number())
    .default([])
    .describe(
      'outcome=success: returns that count as successes too, each a reward of its own; their advantages are averaged',
    ),
  kl_coef: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'weight of the KL penalty that holds the policy near the untrained one, where episodes are compared; 0: none',
    ),
};

function settings(advantage: GroupEstimator, outcome: EpisodeOutcome) {
  return z.object({
    advantage: z
      .enum(Object.keys(groupEstimators) as [GroupEstimator, ...GroupEstimator[]])
      .default(advantage)
      .describe('how episodes that began alike are compared'),
    outcome: z
      .enum(['return', 'success'])
      .default(outcome)
      .describe('what an episode is judged by: the sum of its rewards, or success 0 or 1'),
    ...groupShape,
    num_minibatches: z.int().positive().default(4).describe('parts that each epoch is split into'),
    update_epochs: z.int().positive().max(10_000).default(4).describe('passes over each roll-out'),
    clip_coef: z
      .number()
      .positive()
      .default(0.2)
      .describe('how far the policy may move: clip range of the ratio'),
    ent_coef: z.number().min(0).default(0).describe('weight of the entropy bonus'),
    max_grad_norm: z
      .number()
      .positive()
      .nullable()
      .default(0.5)
      .describe('bound of the global gradient norm'),
    target_kl: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .describe('stop the epochs beyond this KL divergence'),
    anneal_lr: z.boolean().default(false).describe('let the learning rate fall linearly to 0'),
    norm_obs: z.boolean().default(false).describe('scale observations by running mean and variance'),
    clip_actions: z.boolean().default(true).describe('clip actions to their bounds before they are executed'),
    log_std_init: z.number().default(0).describe('initial log standard deviation of a Gaussian policy'),
    policy_head: policyHead,
  });
}

export type GroupSettings = z.output<ReturnType<typeof settings>>;

/** PPO's clipped policy loss, with the KL penalty of GRPO, on one minibatch of every member. */
function groupLoss(
  { clip_coef, kl_coef, ent_coef }: GroupSettings,
  evaluation: Evaluation,
  batch: Minibatch,
): Loss {
  const nothing = { clip_vloss: false, vf_coef: 0 };
  const { total, terms } = ppoLoss({ clip_coef, ent_coef, ...nothing }, evaluation, batch.values, batch);
  const { valueLoss: _, ...policyTerms } = terms;
  if (kl_coef === 0) return { total, terms: policyTerms };
  // Schulman's estimate of KL(π ‖ reference), http://joschu.net/blog/kl-approx.html, as in GRPO.
  const away = tf.sub(batch.referenceLogProbs!, evaluation.logProb);
  const penalty = batch.mean(tf.sub(tf.sub(tf.exp(away), 1), away));
  return { total: tf.add(total, tf.mul(penalty, kl_coef)), terms: policyTerms };
}

/**
 * An agent without a critic, which compares episodes that began in the same state and learns by PPO's clipped steps.
 *
 * @param targets whether whole teams are compared, or every agent of a team with itself.
 * @throws UsageError if the settings contradict each other.
 */
export function groupRelativeAgent(
  options: GroupSettings,
  space: ActionSpace,
  targets: GroupTargets = teamTargets,
): Agent {
  if (options.advantage === 'bnpo' && options.outcome !== 'success') {
    throw new UsageError(
      `BNPO normalises success rates; give outcome=success with advantage=bnpo, given outcome=${options.outcome}`,
    );
  }
  if (options.milestones.length > 0 && options.outcome !== 'success') {
    throw new UsageError(
      `milestones are successes; give outcome=success with them, given outcome=${options.outcome}`,
    );
  }
  const distribution = actionDistribution(space, {
    logStdInit: options.log_std_init,
    head: options.policy_head,
  });
  return {
    collection: {
      kind: 'episodes',
      numEnvs: options.num_groups * options.group_size,
      numSteps: 0,
      groupSize: options.group_size,
      horizon: options.horizon,
      clipActions: options.clip_actions,
      normObs: options.norm_obs,
      normReward: false,
      gamma: 1,
    },
    schedule: {
      updateEpochs: options.update_epochs,
      numMinibatches: options.num_minibatches,
      maxGradNorm: options.max_grad_norm,
      targetKl: options.target_kl,
      annealLr: options.anneal_lr,
    },
    critic: false,
    reports: lossTerms.filter((name) => name !== 'valueLoss'),
    clips: true,
    reference: options.kl_coef > 0,
    needsSuccess: options.outcome === 'success',
    distribution,
    targets: (experience) => targets(experience, options),
    minibatchAdvantages: (advantages) => advantages,
    loss({ outputs, params }, batch) {
      return groupLoss(options, distribution.evaluate(outputs, params, batch.actions), batch);
    },
  };
}

function groupRelative(
  name: string,
  advantage: GroupEstimator,
  outcome: EpisodeOutcome,
  targets: GroupTargets,
  about: Pick<AgentEntry, 'summary' | 'source'>,
): AgentEntry {
  return defineAgent({
    name,
    ...about,
    settings: settings(advantage, outcome),
    create: (options, space) => groupRelativeAgent(options, space, targets),
  });
}

/** Agents without a critic, which compare episodes that began in the same state. */
export const groupRelativeAgents: readonly AgentEntry[] = [
  groupRelative('grpo', 'grpo', 'return', teamTargets, {
    summary: 'group-relative policy optimisation: episode returns standardised within each group',
    source: 'Shao et al. 2024 (arXiv 2402.03300); verl core_algos; clipped as PPO',
  }),
  groupRelative('dr-grpo', 'dr-grpo', 'return', teamTargets, {
    summary: 'GRPO without the division by the deviation of the group',
    source: 'Liu et al. 2025 (arXiv 2503.20783); verl core_algos',
  }),
  groupRelative('rloo', 'rloo', 'return', teamTargets, {
    summary: 'each return less the mean of the others in its group',
    source: 'Kool et al. 2019; Ahmadian et al. 2024 (arXiv 2402.14740); verl core_algos',
  }),
  groupRelative('bnpo', 'bnpo', 'success', teamTargets, {
    summary:
      'successes over the density of a Beta distribution fitted to the success rates; where a task has no success, an episode that reaches its reward threshold counts as one',
    source: 'Xiao et al. 2025 (arXiv 2506.02864); BNPO recipe on verl at a9c51b9',
  }),
  groupRelative('dr-mas', 'grpo', 'return', agentTargets, {
    summary:
      'GRPO for teams that compares every agent with itself alone, whatever the scale of its rewards; the others compare the returns of whole teams',
    source: 'Dr. MAS at 19c632b, on verl; advantage=dr-grpo and advantage=rloo are its variants',
  }),
];
