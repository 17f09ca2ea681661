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
import {
  gradientQuantities,
  type MeasuredQuantity,
  measuredQuantities,
  type OracleName,
} from '../../diagnostics/index.ts';
import { UsageError } from '../../errors.ts';
import {
  countNumbers,
  isCritics,
  refuseCriticless,
  refuseIdleRecycling,
  refuseSplit,
  refuseStreaming,
  refuseValueRules,
  refuseWithoutSoftmax,
} from '../../optimizers/index.ts';
import type { Resolved } from '../../registry.ts';
import { columnName } from '../../results/index.ts';
import type { SearchRule } from '../../search/index.ts';
import { type Player, playersOf } from '../../training/players.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import type { UpdateSize } from '../update-size.ts';
import { type InitialPlayer, initialPolicies } from './initial-policies.ts';
import { refuseSearching, searchRulesOf } from './search-rules.ts';
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
  /** By which each player searches; none where gradients are what is learned from. */
  readonly rules: readonly SearchRule[];
  /** What each agent of a team begins with; undefined where seeds draw that. */
  readonly initial?: readonly InitialPlayer[] | undefined;
  /** Copies of the environment that a player acts in. */
  readonly copies: number;
  /** Updates that the whole budget is good for; infinite where it is steps and the length of episodes decides. */
  readonly updatesInAll: number;
  /** What each of them takes of the budget. */
  readonly updateSize: UpdateSize;
  /** What controllers can decide of its updates, learning rates aside. */
  readonly follows: readonly DecisionName[];
  /** What its updates and evaluations measure. */
  readonly measures: readonly MeasuredQuantity[];
  /** What can be asked of its loss. */
  readonly offers: readonly OracleName[];
  /** True for an agent that searches. */
  readonly withoutGradients?: boolean;
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
  const agentName = agentChoice.entry.name;
  if (!agent.searches) refuseTooSmall(agent, spec, agentName);
  const network = networks.resolve(plan.network);
  const { picture } = spec;
  const networkPair = actorCritic(agent, spec.observationSpace.low.length, (shape) =>
    networkOf(network, { ...shape, ...(picture && { picture }) }),
  );
  if (agent.searches && networkPair.buffers) {
    throw new UsageError(
      `${agentName} takes no steps of learning, in which network ${network.entry.name} would change what it keeps beside its parameters; leave spectral normalisation out, or choose another network`,
    );
  }
  const players = playersOf(plan.members, spec.agents);
  const rules = agent.searches ? searchRulesOf(players, countNumbers(networkPair.parameters), agentName) : [];
  if (!agent.searches) refuseUnfitOptimizers(plan, agent, agentName, networkPair, spec);
  const copies = agent.collection.numEnvs * (rules[0]?.candidates ?? 1);
  const updateSize = sizeOfUpdates(agent, copies);
  return {
    ...{ spec, agent, agentName, networks: networkPair, players, rules, copies, updateSize },
    initial: initialPolicies(plan, { spec, agent, networks: networkPair }),
    updatesInAll: updatesInAll(plan, updateSize),
    measures: measuredBy(agent, spec),
    offers: offeredBy(agent),
    follows: followedBy(agent, spec),
    ...(agent.searches && { withoutGradients: true }),
  };
}

/** Why the optimizer that was named has no softmax to train. */
function softmaxless({ distribution, trustRegion }: Agent, { id }: EnvSpec): string | undefined {
  if (trustRegion) return 'moves the policy itself, so that the optimizer trains the critic alone';
  return distribution.softmax ? undefined : `has a policy without one on ${id}`;
}

/** What a controller can decide of the updates of an agent. */
function followedBy(
  { searches, trustRegion, clips, grows }: Agent,
  { agents: team }: EnvSpec,
): DecisionName[] {
  if (searches) return [];
  return [
    'updateEpochs',
    ...(trustRegion ? [] : (['numMinibatches'] as const)),
    ...(clips ? (['clipRange'] as const) : []),
    // Agents of a team act together, and each would decide for itself.
    ...(grows && team === 1 ? (['samples'] as const) : []),
  ];
}

function refuseUnfitOptimizers(
  { members }: PopulationPlan,
  agent: Agent,
  agentName: string,
  { parameters }: ActorCritic,
  spec: EnvSpec,
): void {
  for (const { optimizer } of members) {
    refuseSearching(optimizer, agentName);
    refuseCriticless(optimizer, parameters, agentName);
    if (!agent.eligibility) refuseStreaming(optimizer, agentName);
    if (agent.trustRegion) refuseSplit(optimizer, agentName);
    else refuseValueRules(optimizer, agentName);
    refuseWithoutSoftmax(optimizer, agentName, softmaxless(agent, spec));
    refuseIdleRecycling(
      optimizer,
      agent.trustRegion ? parameters.filter(({ name }) => isCritics(name)) : parameters,
    );
  }
}

function measuredBy(
  { reports = lossTerms, critic, searches }: Agent,
  { success }: EnvSpec,
): MeasuredQuantity[] {
  const absent: readonly string[] = [
    ...(searches ? gradientQuantities : []),
    ...lossTerms.filter((name) => !reports.includes(name)).map(columnName),
    ...(critic ? [] : ['explained_variance']),
    ...(success === null ? ['episode_success', 'evaluation_success'] : []),
  ];
  return measuredQuantities.filter((name) => !absent.includes(name));
}

/** As `controlMinibatch` has them. */
function offeredBy({ searches, eligibility, distribution: { divergence, fisher } }: Agent): OracleName[] {
  if (searches) return [];
  return [
    ...(['lossAt', 'sampleGradients', 'scoreSamples', 'outputSlopes', 'meanActivations'] as const),
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

function sizeOfUpdates({ collection: { kind, numEnvs, numSteps } }: Agent, copies: number): UpdateSize {
  return kind === 'episodes' ? { episodes: copies } : { steps: numEnvs * numSteps };
}

/** Roll-outs of fixed length divide the budget, rounded down as in CleanRL; those of whole episodes, rounded up. */
function updatesInAll({ totalTimesteps, totalEpisodes }: PopulationPlan, size: UpdateSize): number {
  if ('episodes' in size) {
    return totalEpisodes === undefined ? Number.POSITIVE_INFINITY : Math.ceil(totalEpisodes / size.episodes);
  }
  if (totalEpisodes !== undefined) {
    throw new UsageError(
      'total-episodes is for agents that learn from whole episodes; this one learns from roll-outs of so many steps: give total-timesteps',
    );
  }
  const updates = Math.floor(totalTimesteps / size.steps);
  if (updates > 0) return updates;
  throw new UsageError(
    `total-timesteps ${totalTimesteps} is less than one roll-out of num_envs × num_steps = ${size.steps}; ` +
      'ask for more steps or a smaller roll-out',
  );
}
