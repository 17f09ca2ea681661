import { agents } from '../../agents/index.ts';
import { environments, makeEnv } from '../../envs/index.ts';
import { nameIn } from '../call-expression.ts';
import { Registry, type RegistryEntry } from '../registry.ts';
import { workloads } from './index.ts';

/** What can be trained on: an environment, or a workload that is none. */
export interface Task {
  /** Canonical, without settings. */
  readonly name: string;
  /** With its settings, as results have it. */
  readonly label: string;
  /** The agents that can learn it. */
  readonly agents: Registry<RegistryEntry>;
  /** Scores from here on count as solved; null where nobody says so. */
  readonly threshold: number | null;
  /** Null for a task without episodes. */
  readonly maxEpisodeSteps: number | null;
}

/** A task by name: `cartpole`, `digits(noise=0.3)`. @throws UsageError for an unknown name or setting. */
export function resolveTask(spec: string): Task {
  if (workloads.find(nameIn(spec)) === undefined) {
    const { entry, label } = environments.resolve(spec);
    const { rewardThreshold, maxEpisodeSteps } = makeEnv(label, { size: 1 }).spec;
    const of = { name: entry.name, label, agents: agents as unknown as Registry<RegistryEntry> };
    return { ...of, threshold: rewardThreshold, maxEpisodeSteps };
  }
  const { entry, label } = workloads.resolve(spec);
  const { agent, name, threshold, source } = entry;
  const instead = `${name} is learned by ${agent.name} alone`;
  const own = new Registry<RegistryEntry>('agent', [], { absent: [{ names: /./, instead }] });
  own.register({ ...agent, source });
  return { name, label, agents: own, threshold, maxEpisodeSteps: null };
}
