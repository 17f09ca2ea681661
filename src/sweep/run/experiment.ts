import { type Call, isCall } from '../../call-expression.ts';
import { criticOf } from '../../optimizers/index.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import type { SequentialDecisions } from '../../sequential-decisions.ts';
import { describeHost, type NewExperiment, type NewRun, type Store } from '../../store/index.ts';
import type { InitialPolicy } from '../../training/population-plan.ts';
import { describeVersion } from '../../version.ts';
import { resolveTask } from '../../workloads/tasks.ts';
import { criticFacts } from '../plan/critic-facts.ts';
import type { PlannedPopulation, SweepPlan } from '../plan/plan.ts';
import type { Shard } from '../units/shard.ts';

/** A plan, and the runs of the results file that stand for its members. */
export interface Experiment {
  readonly id: number;
  readonly plan: SweepPlan;
  /** Population by population, member by member. */
  readonly runIds: readonly number[];
}

/** What was settled when an experiment began, and stays. */
export interface ExperimentSettings {
  readonly backend: string;
  /** What was loaded into the process that began it. */
  readonly plugins: readonly LoadedPlugin[];
}

/** When an experiment was enlarged, and by what. Plain data, kept in its configuration. */
export interface Enlargement {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** As it was typed. */
  readonly command: string;
  /** Of rl-bench. */
  readonly version: string;
  readonly runs: number;
  /** Of these what no run had before. */
  readonly seeds: readonly number[];
  readonly environments: readonly string[];
  readonly agents: readonly string[];
  readonly optimizers: readonly string[];
  readonly learningRates: readonly number[];
}

/** What an experiment is of a whole that several files have parts of. */
export interface PartOfWhole {
  /** What alone is trained here of the plan; the other runs wait in this file, and are trained into others. */
  readonly shard?: Shard | undefined;
  /** The shards that were merged into it, in the order of their stages and numbers. */
  readonly shards?: readonly Shard[] | undefined;
}

/** What `experiments.config_json` holds. */
export interface ExperimentConfig extends SweepPlan, ExperimentSettings, PartOfWhole {
  /** The oldest first. */
  readonly enlargements?: readonly Enlargement[];
  /** Of an experiment with sequential seeds: what had been decided when its scores were last looked at. */
  readonly decisions?: SequentialDecisions;
}

/** What an experiment is found by. */
export interface ExperimentNames {
  /** As it was typed. */
  readonly command: string;
  /** Of the plan as it was asked for. */
  readonly fingerprint: string;
}

/** Writes an experiment and its runs into the store, where they wait to be trained. */
export function createExperiment(
  store: Store,
  plan: SweepPlan,
  settings: ExperimentSettings & ExperimentNames & PartOfWhole,
): Experiment {
  const { experimentId, runIds } = store.createExperiment(newExperiment(plan, settings));
  return { id: experimentId, plan, runIds };
}

/** A plan as an experiment to be written down. */
export function newExperiment(
  plan: SweepPlan,
  { command, fingerprint, ...settings }: ExperimentSettings & ExperimentNames & PartOfWhole,
): NewExperiment {
  const config: ExperimentConfig = { ...plan, ...settings };
  return {
    title: plan.title,
    command,
    config,
    fingerprint,
    version: describeVersion(),
    host: describeHost(),
    runs: plan.populations.flatMap((planned, index) => newRuns(planned, index, settings.backend)),
  };
}

/** The runs of a population. @param index of it in the experiment. */
export function newRuns(planned: PlannedPopulation, index: number, backend: string): NewRun[] {
  const { agentLabel, label, phase, settingOf, chosenSetting, until, learningRates, population } = planned;
  // What evaluations are held to.
  const { threshold } = resolveTask(population.evaluation.env ?? population.env);
  return population.members.map(({ seed, optimizer }, member) => ({
    population: index,
    member,
    env: population.env,
    agent: agentLabel,
    optimizer: label,
    seed,
    phase,
    hyperparameters: {
      optimizer: hyperparameters(optimizer),
      agent: population.agent.settings,
      network: population.network,
      ...(population.initial && { init_from: origin(population.initial) }),
      ...(population.controllers && { controllers: population.controllers }),
    },
    learningRate: learningRates[member]!,
    budgetShare: until,
    settingOf,
    chosenSetting,
    totalTimesteps: population.totalTimesteps,
    rewardThreshold: threshold,
    backend,
    ...criticFacts(label, optimizer),
  }));
}

/** All settings of an optimizer; what a wrapper wraps stands under `inner`. */
function hyperparameters(call: Call): Readonly<Record<string, unknown>> {
  const { name, settings, positional } = call;
  const [inner] = positional;
  const critic = criticOf({ name, settings, positional: [] });
  return {
    ...settings,
    ...(critic && { critic: { name: critic.name, ...hyperparameters(critic) } }),
    ...(inner !== undefined && isCall(inner) && { inner: { name: inner.name, ...hyperparameters(inner) } }),
  };
}

/** Which policy it is, without its weights. */
function origin({ run, choice, sha256 }: InitialPolicy): Readonly<Record<string, unknown>> {
  return { run, choice, sha256 };
}
