import {
  type AgentEntry,
  agents,
  checkAgent,
  checkNetwork,
  type NetworkEntry,
  networks,
} from '../../agents/index.ts';
import { type ActionSpace, environments, makeEnv } from '../../envs/index.ts';
import { parseCall } from '../call-expression.ts';
import { checkDecides } from '../controllers/check-controller.ts';
import { controllers } from '../controllers/index.ts';
import { diagnostics } from '../diagnostics/index.ts';
import { UsageError } from '../errors.ts';
import { type OptimizerEntry, optimizers } from '../optimizers/index.ts';
import type { Registry, RegistryEntry } from '../registry.ts';
import { searchRules } from '../search/index.ts';
import { describeSettings } from '../settings.ts';
import { showValue } from '../show-value.ts';
import { studies } from '../studies/index.ts';
import { testFunctions } from '../test-functions/index.ts';
import {
  checkPrepared,
  checkWorkloadEntry,
  type WorkloadEntry,
  type WorkloadPlan,
  workloads,
} from '../workloads/index.ts';

/**
 * Looks at what a plugin has registered as far as it can be looked at before anything is asked of it: the settings, and
 * the environments, agents, networks and workloads that they make by default.
 *
 * @param plugin as the user named it.
 * @throws UsageError that says what the plugin has to change.
 */
export function checkEntries(plugin: string): void {
  const registries: readonly Registry<RegistryEntry>[] = [
    environments,
    agents,
    networks,
    optimizers,
    searchRules,
    controllers,
    diagnostics,
    testFunctions,
    workloads,
    studies,
  ] as unknown as readonly Registry<RegistryEntry>[];
  for (const registry of registries) {
    for (const entry of registry.entriesOf(plugin)) checkSettings(entry, `${registry.kind} "${entry.name}"`);
  }
  for (const entry of optimizers.entriesOf(plugin)) checkEquation(entry, optimizers.called(entry));
  for (const entry of searchRules.entriesOf(plugin)) checkEquation(entry, searchRules.called(entry));
  for (const entry of controllers.entriesOf(plugin)) checkDecides(entry, `controller "${entry.name}"`);
  refuseSharedNames(plugin);
  refuseSharedRules(plugin);
  for (const { name, settings, wraps } of environments.entriesOf(plugin)) {
    // An environment that cannot be made without settings, or without another one, is looked at when it is made.
    if (wraps !== true && settings.safeParse({}).success) makeEnv(name, { size: 1 });
  }
  for (const entry of agents.entriesOf(plugin)) checkAgentEntry(entry);
  for (const entry of networks.entriesOf(plugin)) checkNetworkEntry(entry);
  for (const entry of workloads.entriesOf(plugin)) checkWorkload(entry);
}

/** `--env` names environments and workloads alike. */
function refuseSharedNames(plugin: string): void {
  const namesOf = ({ name, aliases = [] }: RegistryEntry) => [name, ...aliases];
  const own = [...environments.entriesOf(plugin), ...workloads.entriesOf(plugin)];
  const shared = own.flatMap(namesOf).find((name) => environments.find(name) && workloads.find(name));
  if (shared === undefined) return;
  throw new UsageError(
    `"${shared}" would be an environment and a workload, and --env NAME takes both; choose another name`,
  );
}

/** `--optimizers` names optimizers and search rules alike. */
function refuseSharedRules(plugin: string): void {
  const own = [...optimizers.entriesOf(plugin), ...searchRules.entriesOf(plugin)];
  const shared = own
    .flatMap(({ name, aliases = [] }) => [name, ...aliases])
    .find((name) => optimizers.find(name) && searchRules.find(name));
  if (shared === undefined) return;
  throw new UsageError(
    `"${shared}" would be an optimizer and a search rule, and --optimizers takes both; choose another name`,
  );
}

/** Looks at a workload, and at what it prepares for one member by default. */
function checkWorkload(entry: WorkloadEntry): void {
  const called = workloads.called(entry);
  checkWorkloadEntry(entry, called);
  checkSettings(entry.agent, `agent "${entry.agent.name}" of ${called}`);
  const settings = entry.settings.safeParse({});
  const agent = entry.agent.settings.safeParse({});
  // One that cannot be made without settings is looked at when it is made.
  if (!settings.success || !agent.success) return;
  const mlp = networks.resolve('mlp');
  const plan: WorkloadPlan<Record<string, unknown>> = {
    label: entry.name,
    agent: agent.data,
    network: (shape) => mlp.entry.create(mlp.settings, shape),
    players: [{ seed: 1, optimizer: parseCall('ADAM'), agent: 0 }],
    totalTimesteps: 2 ** 20,
  };
  const made = madeBy(workloads, entry, () => entry.create(settings.data, plan));
  if (made !== undefined) checkPrepared(made.part, called);
}

const spaces: readonly ActionSpace[] = [
  { kind: 'discrete', n: 2 },
  { kind: 'box', low: [-1], high: [1] },
];

/** Makes an agent as it is by default for every kind of action space that it takes. */
function checkAgentEntry(entry: AgentEntry): void {
  const settings = entry.settings.safeParse({});
  if (!settings.success) return;
  for (const space of spaces) {
    const made = madeBy(agents, entry, () => entry.create(settings.data, space));
    if (made !== undefined) checkAgent(made.part, agents.called(entry));
  }
}

/** Makes a network as it is by default. */
function checkNetworkEntry(entry: NetworkEntry): void {
  const settings = entry.settings.safeParse({});
  if (!settings.success) return;
  const shape = { name: 'actor', inputs: 3, outputs: 2, outputGain: 0.01 };
  const made = madeBy(networks, entry, () => entry.create(settings.data, shape));
  if (made !== undefined) checkNetwork(made.part, networks.called(entry));
}

/** @returns undefined for what is refused as a mistake of the user, which may well be right elsewhere. */
function madeBy<E extends RegistryEntry>(
  registry: Registry<E>,
  entry: E,
  create: () => unknown,
): { readonly part: unknown } | undefined {
  try {
    return { part: create() };
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw new UsageError(
      `create of ${registry.called(entry)} does not work: ${registry.explain(entry, error)}`,
    );
  }
}

/** Types say the same, but not to those who write plugins in JavaScript. */
function checkEquation({ equation }: Pick<OptimizerEntry, 'equation'>, called: string): void {
  const lines: unknown = equation ?? [];
  const isLine = (line: unknown): boolean => typeof line === 'string' && !line.includes('\n');
  if (Array.isArray(lines) && lines.every(isLine)) return;
  throw new UsageError(
    `the equation of ${called} must be a list of lines of text, given ${showValue(lines)}`,
  );
}

function checkSettings({ settings }: Pick<RegistryEntry, 'settings'>, called: string): void {
  try {
    describeSettings(settings);
    settings.safeParse({});
  } catch (error) {
    throw new UsageError(
      `the settings of ${called} must be a z.object({…}) of the z that the plugin is handed: ${(error as Error).message.split('\n')[0]}`,
    );
  }
}
