import { networks, type TrustRegion } from '../../agents/index.ts';
import { nameIn } from '../call-expression.ts';
import { measuredQuantities } from '../diagnostics/index.ts';
import { UsageError } from '../errors.ts';
import {
  countNumbers,
  criticAlone,
  type Optimizer,
  refuseAgentRules,
  refuseCriticless,
  refuseStreaming,
  refuseValueRules,
  refuseWithoutSoftmax,
  scoreGram,
  smoothNaturalStep,
  stateMemory,
  trustRegion,
} from '../optimizers/index.ts';
import { parseSettings } from '../settings.ts';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import { playersOf } from '../training/players.ts';
import type { PopulationParts } from '../training/population.ts';
import type { PopulationPlan } from '../training/population-plan.ts';
import { checkPrepared } from './check-workload.ts';
import { controlParts, networkOf } from './control/control-parts.ts';
import { ControlWorkload } from './control/control-workload.ts';
import { searchPopulation } from './control/search-population.ts';
import { refuseSearching, searchMemory } from './control/search-rules.ts';
import { controllersOfPlan } from './controllers-of-plan.ts';
import { guardedPrepared } from './guarded-workload.ts';
import { workloads } from './index.ts';
import { populationParts } from './population-parts.ts';
import type { UpdateSize } from './update-size.ts';
import type { PreparedWorkload } from './workload-entry.ts';

/** A population put together, and what is known of it before it is started. */
export interface Assembled extends PopulationParts {
  /** Players of each member. */
  readonly agents: number;
  /** Of one player. */
  readonly parameters: readonly NamedShape[];
  /** Updates that the whole budget is good for; infinite where the length of episodes decides. */
  readonly updatesInAll: number;
  /** What each update takes of the budget; undefined where the workload does not say. */
  readonly updateSize: UpdateSize | undefined;
  /** Numbers of single precision that a player's optimizer remembers. */
  readonly stateNumbers: number;
}

/**
 * Chooses the workload that a plan names, and its optimizers. Nothing is started: no tensor is made, no environment runs.
 *
 * @throws UsageError if the plan cannot be trained.
 */
export function assemble(plan: PopulationPlan): Assembled {
  const { members, evaluation } = plan;
  const seeds = members.map(({ seed }) => seed);
  const prepared = preparedWorkload(plan);
  if (prepared) {
    const { parameters, updatesInAll, measures = measuredQuantities, follows = [] } = prepared;
    const { samplesOfUpdate, offers = [], softmax } = prepared;
    const optimizers = members.map(({ optimizer }) => optimizer);
    if (plan.initial) {
      throw new UsageError(`${plan.env} has no policies; a run can begin with one in an environment alone`);
    }
    for (const optimizer of optimizers) {
      refuseSearching(optimizer, plan.agent.name);
      refuseCriticless(optimizer, parameters, plan.agent.name);
      refuseStreaming(optimizer, plan.agent.name);
      refuseWithoutSoftmax(optimizer, plan.env, softmax ? undefined : 'has none');
      refuseValueRules(optimizer, plan.agent.name);
      refuseAgentRules(optimizer, plan.env);
    }
    return {
      ...populationParts(seeds, optimizers, evaluation, prepared.createWorkload, parameters),
      ...controllersOfPlan(plan, { follows, measures, offers }, members.length),
      ...{ agents: 1, parameters, updatesInAll },
      updateSize: samplesOfUpdate === undefined ? undefined : { steps: samplesOfUpdate },
      stateNumbers: stateMemory(optimizers[0]!, parameters),
    };
  }
  const parts = controlParts(plan);
  const { agent, spec, networks, players, updatesInAll, updateSize } = parts;
  const about = {
    ...controllersOfPlan(plan, parts, players.length),
    ...{ agents: spec.agents, parameters: networks.parameters, updatesInAll, updateSize },
  };
  const optimizers = players.map(({ optimizer }) => optimizer);
  if (agent.searches) {
    const stateNumbers = searchMemory(optimizers[0]!, countNumbers(networks.parameters));
    return { ...searchPopulation(plan, parts), ...about, stateNumbers };
  }
  const createWorkload = () => new ControlWorkload(plan, parts);
  const made = populationParts(seeds, optimizers, evaluation, createWorkload, networks.parameters);
  return {
    ...made,
    ...(agent.trustRegion && { optimizer: criticAlone(policyStep(agent.trustRegion), made.optimizer) }),
    ...about,
    stateNumbers: stateMemory(optimizers[0]!, networks.parameters),
  };
}

/** What moves a policy as far as it may move. */
function policyStep(region: TrustRegion): Optimizer {
  const { solver, smooth, iterations } = region;
  if (smooth) return smoothNaturalStep({ ...smooth, iterations });
  return solver === 'gram' ? scoreGram(region) : trustRegion(region);
}

/** What a plan names that is no environment; undefined for an environment. @throws UsageError */
export function preparedWorkload(plan: PopulationPlan): PreparedWorkload | undefined {
  const { env, agent, network, members, totalTimesteps } = plan;
  if (workloads.find(nameIn(env)) === undefined) return undefined;
  const { entry, settings, label } = workloads.resolve(env);
  if (agent.name.toLowerCase() !== entry.agent.name) {
    throw new UsageError(
      `${entry.name} is learned by the agent ${entry.agent.name} alone, given ${agent.name}`,
    );
  }
  const choice = networks.resolve(network);
  const isPlugins = workloads.isPlugins(entry);
  const players = playersOf(members, 1);
  const made: unknown = entry.create(settings, {
    label,
    agent: parseSettings(entry.agent.name, entry.agent.settings, agent.settings),
    network(shape) {
      const built = networkOf(choice, shape);
      if (!isPlugins || !built.buffers) return built;
      throw new UsageError(
        `${workloads.called(entry)} has no place for what network ${choice.entry.name} keeps beside its parameters; leave spectral normalisation out, or choose another network`,
      );
    },
    players,
    totalTimesteps,
  });
  const called = workloads.called(entry);
  checkPrepared(made, called);
  return isPlugins ? guardedPrepared(made, players.length, called) : made;
}
