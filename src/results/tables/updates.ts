import { integer, real, seconds } from '../column.ts';
import { recorded } from '../table.ts';

export const updates = recorded({
  name: 'updates',
  row: 'an update: a roll-out and what was learned from it; losses are means over its minibatches',
  kind: 'update',
  key: ['updateIndex'],
  team: 'one row',
  columns: {
    updateIndex: integer('1, 2, …'),
    envStep: integer("the run's environment steps so far", { unit: 'steps' }),
    policyLoss: real('loss of the policy', { team: 'mean', tensorboard: 'losses/policy_loss' }),
    valueLoss: real('loss of the critic', {
      nullIf: 'the agent has no critic',
      team: 'mean',
      tensorboard: 'losses/value_loss',
    }),
    entropy: real('of the policy', {
      unit: 'nats',
      nullIf: 'the agent does not report it',
      team: 'mean',
      tensorboard: 'losses/entropy',
    }),
    approxKl: real('KL divergence of the policy from the one that acted, estimated', {
      unit: 'nats',
      nullIf: 'the agent does not report it',
      team: 'mean',
      tensorboard: 'losses/approx_kl',
    }),
    clipFraction: real('share of the samples whose ratio of probabilities was clipped', {
      nullIf: 'the agent does not clip',
      team: 'mean',
      tensorboard: 'losses/clipfrac',
    }),
    explainedVariance: real('share of the variance of the returns that the critic explains', {
      nullIf: 'the agent has no critic, or the returns do not vary',
      team: 'mean',
      tensorboard: 'losses/explained_variance',
    }),
    learningRate: real(
      'the one that it was made with; where the critic has an optimizer of its own, that of the actor',
      {
        tensorboard: 'charts/learning_rate',
      },
    ),
    criticLearningRate: real("that of the critic's optimizer", {
      nullIf: 'one optimizer trains actor and critic, or the rule has none',
      tensorboard: 'charts/critic_learning_rate',
    }),
    wallS: seconds('since the run started'),
  },
  // As CleanRL's, the mean since the start; of a member that trains in company it is its own steps by everybody's clock.
  computedScalars: { 'charts/SPS': 't.env_step / nullif(t.wall_s, 0)' },
});
