import {
  type ActorCritic,
  type Agent,
  type AgentEntry,
  actorCritic,
  agents,
  checkAgent,
  checkNetwork,
  guardedAgent,
  guardedNetwork,
  lossTerms,
  type Network,
  type NetworkEntry,
  type NetworkShape,
  networks,
} from '../../../agents/index.ts';
import { type ActionSpace, type EnvSpec, makeEnv } from '../../../envs/index.ts';
import type { DecisionName } from '../../controllers/index.ts';
import { type MeasuredQuantity, measuredQuantities, type OracleName } from '../../diagnostics/index.ts';
import { UsageError } from '../../errors.ts';
import {
  refuseCriticless,
  refuseSplit,
  refuseStreaming,
  refuseValueRules,
  refuseWithoutSoftmax,
} from '../../optimizers/index.ts';
import type { Resolved } from '../../registry.ts';
import { columnName } from '../../results/index.ts';
import { type Player, playersOf } from '../../training/players.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { refuseTooSmall } from './small-rollouts.ts';

/** What a plan names, built but not started: no tensor is made, no environment runs. */
export interface ControlParts {
  readonly spec: EnvSpec;
  readonly agent: Agent;
  /** Its canonical name, without settings. */
  readonly agentName: string;
  readonly networks: ActorCritic;
  /** A player for each agent of a team. */
  readonly players: readonly Player[];
  /** Updates that the whole budget is good for; infinite where it is steps and the length of episodes decides. */
  readonly updatesInAll: number;
  /** What controllers can decide of its updates, learning rates aside. */
  readonly follows: readonly DecisionName[];
  /** What its updates and evaluations measure. */
  readonly measures: readonly MeasuredQuantity[];
  /** What can be asked of its loss. */
  readonly offers: readonly OracleName[];
}

/** Builds an agent and its networks for an environment. @throws UsageError if the plan cannot be trained. */
export function controlParts(plan: PopulationPlan): ControlParts {
  const { spec } = makeEnv(plan.env, { size: 1 });
  const agentChoice = agents.resolve(plan.agent);
  const agent = agentOf(agentChoice, spec.actionSpace);
  if (agent.needsSuccess && spec.success === null && spec.rewardThreshold === null) {
    throw new UsageError(
      `${agentChoice.label} learns from successes, and ${spec.id} has neither a success nor a reward threshold; ` +
        'choose outcome=return with another estimator, or another environment',
    );
  }
  refuseTooSmall(agent, spec, agentChoice.entry.name);
  const network = networks.resolve(plan.network);
  const networkPair = actorCritic(agent, spec.observationSpace.low.length, (shape) =>
    networkOf(network, shape),
  );
  for (const { optimizer } of plan.members) {
    refuseCriticless(optimizer, networkPair.parameters, agentChoice.entry.name);
    if (!agent.eligibility) refuseStreaming(optimizer, agentChoice.entry.name);
    if (agent.trustRegion) refuseSplit(optimizer, agentChoice.entry.name);
    else refuseValueRules(optimizer, agentChoice.entry.name);
    refuseWithoutSoftmax(optimizer, agentChoice.entry.name, softmaxless(agent, spec));
  }
  return {
    spec,
    agent,
    agentName: agentChoice.entry.name,
    networks: networkPair,
    players: playersOf(plan.members, spec.agents),
    updatesInAll: updatesInAll(plan, agent),
    measures: measuredBy(agent, spec),
    offers: offeredBy(agent),
    follows: [
      'updateEpochs',
      ...(agent.trustRegion ? [] : (['numMinibatches'] as const)),
      ...(agent.clips ? (['clipRange'] as const) : []),
      // Agents of a team act together, and each would decide for itself.
      ...(agent.grows && spec.agents === 1 ? (['samples'] as const) : []),
    ],
  };
}

/** Why the optimizer that was named has no softmax to train. */
function softmaxless({ distribution, trustRegion }: Agent, { id }: EnvSpec): string | undefined {
  if (trustRegion) return 'moves the policy itself, so that the optimizer trains the critic alone';
  return distribution.softmax ? undefined : `has a policy without one on ${id}`;
}

function measuredBy({ reports = lossTerms, critic }: Agent, { success }: EnvSpec): MeasuredQuantity[] {
  const absent: readonly string[] = [
    ...lossTerms.filter((name) => !reports.includes(name)).map(columnName),
    ...(critic ? [] : ['explained_variance']),
    ...(success === null ? ['episode_success', 'evaluation_success'] : []),
  ];
  return measuredQuantities.filter((name) => !absent.includes(name));
}

/** As `controlMinibatch` has them. */
function offeredBy({ eligibility, distribution: { divergence, fisher } }: Agent): OracleName[] {
  return [
    ...(['lossAt', 'sampleGradients', 'outputSlopes', 'meanActivations'] as const),
    ...(eligibility
      ? (['temporalDifference', 'eligibility', 'episodeEnds'] as const)
      : (['unitGradients'] as const)),
    ...(divergence ? (['policyAt'] as const) : []),
    ...(fisher ? (['fisherProduct', 'fisherSample'] as const) : []),
  ];
}

function agentOf({ entry, settings }: Resolved<AgentEntry>, space: ActionSpace): Agent {
  const made: unknown = entry.create(settings, space);
  checkAgent(made, agents.called(entry));
  return agents.isPlugins(entry) ? guardedAgent(made, agents.called(entry)) : made;
}

export function networkOf({ entry, settings }: Resolved<NetworkEntry>, shape: NetworkShape): Network {
  const made: unknown = entry.create(settings, shape);
  checkNetwork(made, networks.called(entry));
  return networks.isPlugins(entry) ? guardedNetwork(made, shape, networks.called(entry)) : made;
}

/** Roll-outs of fixed length divide the budget, rounded down as in CleanRL; those of whole episodes, rounded up. */
function updatesInAll({ totalTimesteps, totalEpisodes }: PopulationPlan, { collection }: Agent): number {
  if (collection.kind === 'episodes') {
    return totalEpisodes === undefined
      ? Number.POSITIVE_INFINITY
      : Math.ceil(totalEpisodes / collection.numEnvs);
  }
  if (totalEpisodes !== undefined) {
    throw new UsageError(
      'total-episodes is for agents that learn from whole episodes; this one learns from roll-outs of so many steps: give total-timesteps',
    );
  }
  const batch = collection.numEnvs * collection.numSteps;
  const updates = Math.floor(totalTimesteps / batch);
  if (updates > 0) return updates;
  throw new UsageError(
    `total-timesteps ${totalTimesteps} is less than one roll-out of num_envs × num_steps = ${batch}; ` +
      'ask for more steps or a smaller roll-out',
  );
}
