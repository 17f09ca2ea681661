import { agents, networks } from '../../agents/index.ts';
import { environments } from '../../envs/index.ts';
import { type Call, formatCall, type Value } from '../call-expression.ts';
import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../errors.ts';
import { innermost, optimizers, withInnermost } from '../optimizers/index.ts';
import type { RegistryEntry, Resolved } from '../registry.ts';
import type { Phase } from '../store/index.ts';
import { assemble } from '../training/assemble.ts';
import type { PopulationPlan } from '../training/population-plan.ts';
import { type EnvironmentDefaults, environmentDefaults } from './environment-defaults.ts';
import type { RunSettings } from './run-settings.ts';

/** One optimizer of a sweep with one agent: what they are called in the results, and the population that they train. */
export interface PlannedPopulation {
  /** The agent as the user named it: `ppo(clip_coef=0.1)`. */
  readonly agentLabel: string;
  /** As the user wrote it, without the learning rate: `MILO(momentum=0.8)`. */
  readonly label: string;
  readonly phase: Phase;
  /** Of each member. */
  readonly learningRates: readonly number[];
  readonly population: PopulationPlan;
}

/** What is going to be trained. Everything is settled: no default is looked up later. */
export interface SweepPlan {
  readonly title: string;
  readonly populations: readonly PlannedPopulation[];
}

const defaultSeeds = 5;

/**
 * Settles every choice of a sweep: the user's, else the environment's recorded recipe, else the registry's default.
 *
 * @param agentOverrides hyper-parameters given as flags; they go over those in `agent`.
 * @throws UsageError if anything does not fit. Nothing has been started or written then.
 */
export function planSweep(run: RunSettings, agentOverrides: Readonly<Record<string, Value>>): SweepPlan {
  const env = environments.resolve(run.env);
  const defaults = environmentDefaults(env.entry.name);
  const chosen = (run.agents ?? [defaults.agent]).map((spec) => agentCall(spec, agentOverrides));
  const network = settled(networks.resolve(run.network ?? defaults.network));
  const seeds = seedsOf(run);
  if (firstDouble(run.learning_rates ?? []) !== undefined) {
    throw new UsageError('--learning-rates names a rate twice; name each rate once');
  }
  const pairs = chosen.flatMap((agent) => run.optimizers.map((spec) => ({ agent, spec })));
  const populations = pairs.map(({ agent, spec }): PlannedPopulation => {
    const { label, calls } = optimizerCalls(spec, agent.call.name, run.learning_rates, defaults);
    return {
      agentLabel: agent.label,
      label,
      phase: 'scoring',
      learningRates: calls.flatMap((call) => seeds.map(() => Number(innermost(call).settings.lr))),
      population: {
        env: env.label,
        agent: settled(agents.resolve(withDefaults(agent.call, defaults))),
        network,
        members: calls.flatMap((optimizer) => seeds.map((seed) => ({ seed, optimizer }))),
        totalTimesteps: run.total_timesteps ?? defaults.total_timesteps,
        evaluation: {
          count: run.evaluations ?? defaults.evaluations,
          episodes: run.eval_episodes ?? defaults.eval_episodes,
        },
      },
    };
  });
  refuseDoubles(populations);
  // Building the parts of each population finds what does not fit together.
  for (const { population } of populations) assemble(population);
  return { title: run.title, populations };
}

function seedsOf({ seeds, seed_list }: RunSettings): readonly number[] {
  if (seeds !== undefined && seed_list !== undefined) {
    throw new UsageError('--seeds (how many) and --seed-list (which) exclude each other; give one of them');
  }
  if (seed_list !== undefined) {
    const double = firstDouble(seed_list);
    if (double !== undefined)
      throw new UsageError(`--seed-list names seed ${double} twice; name each seed once`);
    return seed_list;
  }
  return Array.from({ length: seeds ?? defaultSeeds }, (_, index) => index + 1);
}

/** The agent that the user named, with the flags' hyper-parameters over those in the name. */
function agentCall(spec: string, overrides: Readonly<Record<string, Value>>): { call: Call; label: string } {
  const { entry, call } = agents.resolve(spec);
  const names = Object.keys(entry.settings.shape);
  for (const key of Object.keys(overrides)) {
    if (names.includes(key)) continue;
    const flag = `--${key.replaceAll('_', '-')}`;
    throw new UsageError(
      `${entry.name} has no ${flag}${didYouMean(key, names)} (its settings: ${names.join(', ')})`,
    );
  }
  return agents.resolve({ ...call, settings: { ...call.settings, ...overrides } });
}

function withDefaults(call: Call, defaults: EnvironmentDefaults): Call {
  return {
    ...call,
    settings: { ...(defaults.agents[call.name] as Record<string, Value>), ...call.settings },
  };
}

/** The call with every setting written out. */
function settled({ entry, settings, inner }: Resolved<RegistryEntry>): Call {
  return {
    name: entry.name,
    positional: inner ? [settled(inner)] : [],
    settings: settings as Record<string, Value>,
  };
}

/** One call a learning rate, everything settled. @param agent its name: recorded rates belong to an agent. */
function optimizerCalls(
  spec: string,
  agent: string,
  learningRates: readonly number[] | undefined,
  defaults: EnvironmentDefaults,
): { label: string; calls: Call[] } {
  const { call } = optimizers.resolve(spec);
  const heart = innermost(call);
  const { lr, ...others } = heart.settings;
  const around = (settings: Call['settings']): Call => withInnermost(call, { ...heart, settings });
  if (lr !== undefined && learningRates !== undefined) {
    throw new UsageError(
      `${formatCall(call)} and --learning-rates both set the learning rate; drop one of them`,
    );
  }
  const recorded = defaults.learning_rates[agent]?.[heart.name];
  const rates = lr !== undefined ? [lr] : (learningRates ?? [recorded]);
  const calls = rates.map((rate) =>
    settled(optimizers.resolve(around(rate === undefined ? others : { ...others, lr: rate }))),
  );
  return { label: optimizers.resolve(around(others)).label, calls };
}

function refuseDoubles(populations: readonly PlannedPopulation[]): void {
  const seen = new Set<string>();
  for (const { agentLabel, label, learningRates } of populations) {
    for (const rate of new Set(learningRates)) {
      const key = `${label} with learning rate ${rate} and ${agentLabel}`;
      if (seen.has(key))
        throw new UsageError(`${key} is asked for twice; name each optimizer and agent once`);
      seen.add(key);
    }
  }
}

/** The first value that stood before already. */
function firstDouble(values: readonly number[]): number | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}
