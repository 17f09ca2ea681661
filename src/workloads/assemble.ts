import { networks } from '../../agents/index.ts';
import { nameIn } from '../call-expression.ts';
import { UsageError } from '../errors.ts';
import { parseSettings } from '../settings.ts';
import { playersOf } from '../training/players.ts';
import type { PopulationParts } from '../training/population.ts';
import type { PopulationPlan } from '../training/population-plan.ts';
import { controlParts, networkOf } from './control/control-parts.ts';
import { ControlWorkload } from './control/control-workload.ts';
import { controllersOfPlan } from './controllers-of-plan.ts';
import { workloads } from './index.ts';
import { populationParts } from './population-parts.ts';

/**
 * Chooses the workload that a plan names, and its optimizers. Nothing is started: no tensor is made, no environment runs.
 *
 * @throws UsageError if the plan cannot be trained.
 */
export function assemble(plan: PopulationPlan): PopulationParts {
  const { members, evaluation } = plan;
  if (workloads.find(nameIn(plan.env))) return registered(plan);
  const parts = controlParts(plan);
  const optimizers = parts.players.map(({ optimizer }) => optimizer);
  return {
    ...populationParts(members.length, optimizers, evaluation.count, () => new ControlWorkload(plan, parts)),
    ...controllersOfPlan(plan, parts.follows, optimizers.length),
  };
}

/** The parts of a task that is no environment. */
function registered(plan: PopulationPlan): PopulationParts {
  const { env, agent, network, members, totalTimesteps, evaluation } = plan;
  const { entry, settings, label } = workloads.resolve(env);
  if (agent.name.toLowerCase() !== entry.agent.name) {
    throw new UsageError(
      `${entry.name} is learned by the agent ${entry.agent.name} alone, given ${agent.name}`,
    );
  }
  const made = networks.resolve(network);
  const players = playersOf(members, 1);
  const createWorkload = entry.create(settings, {
    label,
    agent: parseSettings(entry.agent.name, entry.agent.settings, agent.settings),
    network: (shape) => networkOf(made, shape),
    players,
    totalTimesteps,
  });
  const optimizers = members.map(({ optimizer }) => optimizer);
  return {
    ...populationParts(members.length, optimizers, evaluation.count, createWorkload),
    ...controllersOfPlan(plan, [], members.length),
  };
}
