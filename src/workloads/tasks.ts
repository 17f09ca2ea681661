import { agents } from '../../agents/index.ts';
import { environments, makeEnv } from '../../envs/index.ts';
import { innermostName, nameIn, parseCall } from '../call-expression.ts';
import { Registry, type RegistryEntry } from '../registry.ts';
import { environmentWords, type TaskWords } from '../task-words.ts';
import { workloads } from './index.ts';
import type { WorkloadEntry } from './workload-entry.ts';

/** What can be trained on: an environment, or a workload that is none. */
export interface Task {
  /** Canonical, without settings. */
  readonly name: string;
  /** With its settings, as results have it. */
  readonly label: string;
  /** Whose recipe it starts from, by its name: its own, or that of the environment that it is around. */
  readonly recipe: string;
  /** The agents that can learn it. */
  readonly agents: Registry<RegistryEntry>;
  /** Scores from here on count as solved; null where nobody says so. */
  readonly threshold: number | null;
  /** Null for a task without episodes. */
  readonly maxEpisodeSteps: number | null;
  /** What its score and its budget are called. */
  readonly words: TaskWords;
}

/** Every task by name as it is registered by now: environments, and workloads that are none. */
export function tasks(): Registry<RegistryEntry> {
  return environments.with(workloads.entries());
}

/** Every agent by name: those that learn environments, and those of workloads. */
export function taskAgents(): Registry<RegistryEntry> {
  const others = workloads.entries().map(agentOf);
  const named = new Map(others.map((agent) => [agent.name, agent]));
  return agents.with([...named.values()].filter(({ name }) => agents.find(name) === undefined));
}

/** The one agent that learns a workload. */
export function agentOf({ agent, source }: Pick<WorkloadEntry, 'agent' | 'source'>): RegistryEntry {
  return { ...agent, source };
}

/** A task by name: `cartpole`, `digits(noise=0.3)`. @throws UsageError for an unknown name or setting. */
export function resolveTask(spec: string): Task {
  if (workloads.find(nameIn(spec)) === undefined) {
    tasks().get(parseCall(spec).name);
    const { entry, label, call } = environments.resolve(spec);
    const { rewardThreshold, maxEpisodeSteps } = makeEnv(label, { size: 1 }).spec;
    const recipe = innermostName(call);
    const of = { name: entry.name, label, recipe, agents: agents as unknown as Registry<RegistryEntry> };
    return { ...of, threshold: rewardThreshold, maxEpisodeSteps, words: environmentWords };
  }
  const { entry, label } = workloads.resolve(spec);
  const { agent, name, threshold, score = 'score', unit = 'sample' } = entry;
  const instead = `${name} is learned by ${agent.name} alone`;
  const own = new Registry<RegistryEntry>('agent', [], { absent: [{ names: /./, instead }] });
  own.register(agentOf(entry));
  const words = { score, unit, episodes: false };
  return { name, label, recipe: name, agents: own, threshold, maxEpisodeSteps: null, words };
}
