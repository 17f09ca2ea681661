import { type AgentEntry, networks } from '../../../agents/index.ts';
import type { Call, Value } from '../../call-expression.ts';
import type { RegistryEntry } from '../../registry.ts';
import type { RunPhase } from '../../results/index.ts';
import type { SequentialSeeds } from '../../sequential-decisions.ts';
import { settled } from '../../settled.ts';
import type { NamedTaskWords } from '../../task-words.ts';
import type { InitialPolicy, PopulationPlan } from '../../training/population-plan.ts';
import { blaming, mistake, type Origin, onFlags } from '../study/origin.ts';
import type { Published } from '../study/published.ts';
import { secondPlace } from '../study/second-place.ts';
import { sequentialSeeds } from '../study/sequential-seeds.ts';
import { settingValues } from '../study/setting-values.ts';
import type { Study } from '../study/study.ts';
import type { AblationPlan } from './ablation-plan.ts';
import { agentPairs } from './agent-pairs.ts';
import { type BorrowedRates, borrowedRatesOf } from './borrowed-rates.ts';
import {
  type Candidate,
  labelOf,
  ratesOf,
  refuseDoubles,
  refuseSameName,
  refuseUnfit,
  scoredAs,
  tunedAs,
} from './candidate.ts';
import type { Scope } from './combinations.ts';
import { refuseTooMany } from './count-runs.ts';
import { countedInUpdates } from './counted-in-updates.ts';
import { firstRung } from './first-rung.ts';
import { asOneOptimizer } from './one-optimizer.ts';
import { type AgentChoice, agentChoices } from './plan-agents.ts';
import { controllerChoices, plannedDiagnostics } from './plan-controllers.ts';
import { criticChoices } from './plan-critics.ts';
import { environmentChoices } from './plan-environments.ts';
import { spikeChoice } from './plan-lr-spike.ts';
import { optimizerChoices } from './plan-optimizers.ts';
import { plannedPublished } from './plan-published.ts';
import { redoChoice } from './plan-redo.ts';
import { scoringSeeds, tuningSeeds, withSeedsNamed } from './plan-seeds.ts';
import { refuseSequential } from './refuse-sequential.ts';
import { type TaskSettings, taskSettings } from './task-settings.ts';
import { taskWords } from './task-words.ts';
import { tunedNoun } from './tuned-noun.ts';

/** One optimizer of a sweep with one agent: what they are called in the results, and the population that they train. */
export interface PlannedPopulation {
  /** The agent as the user named it: `ppo(clip_coef=0.1)`. */
  readonly agentLabel: string;
  /** As the user wrote it, without the learning rate: `MILO(momentum=0.8)`. */
  readonly label: string;
  readonly phase: RunPhase;
  /** Of a tuning population that is one of several settings of an optimizer: the label that the best one is scored under. */
  readonly settingOf?: string;
  /** Of a scoring population whose setting was chosen so: the label that it was tuned under. */
  readonly chosenSetting?: string;
  /** The share of its budget at which each of its runs is left off; absent where they are trained to their ends. */
  readonly until?: number;
  /** Of each member. */
  readonly learningRates: readonly (number | null)[];
  readonly population: PopulationPlan;
}

/** What a second stage is planned with, when the populations in phase `tuning` have been trained. */
export interface TuningPlan {
  /** The column of `run_scores` of which the best setting has most. */
  readonly criterion: NonNullable<Study['tuning']>['criterion'];
  /** Those that the best learning rates are scored by: none of them has tuned. */
  readonly seeds: readonly number[];
  /** Given where all settings of an entry are chosen from, and not learning rates alone. */
  readonly choose?: 'settings';
  /** One in so many settings goes on after each rung (`halving.ts`); absent where all are trained to their ends. */
  readonly halving?: number;
}

/** A study as it was asked for, with the hyper-parameters of agents that were given as flags beside it. */
export interface AskedStudy {
  readonly study: Study;
  readonly agentOverrides: Readonly<Record<string, Value>>;
}

/** What is going to be trained. Everything is settled: no default is looked up later. Plain data, fit for JSON. */
export interface SweepPlan extends BorrowedRates {
  readonly title: string;
  readonly populations: readonly PlannedPopulation[];
  /** Given where the best learning rate of each optimizer is to be found first: see `scoring-stage.ts`. */
  readonly tuning?: TuningPlan;
  /** Given where further blocks of seeds follow, which results decide; the plan is of the first: see `sequential-blocks.ts`. */
  readonly sequential?: SequentialSeeds;
  /** Given where the settings of one optimizer are what is compared. */
  readonly ablation?: AblationPlan;
  /** What the environments' recipes have set, for readers: the populations have it. It is no part of the fingerprint. */
  readonly taskSettings?: readonly TaskSettings[];
  /** What tasks that are no environments call their scores and budgets, for readers; no part of the fingerprint either. */
  readonly taskWords?: readonly NamedTaskWords[];
  /** What others report of the same study. It is no part of what is trained, nor of the fingerprint. */
  readonly published?: Published;
  /** The studies whose runs these are, from which more of the kind are planned (`enlargement.ts`); no part of the fingerprint. */
  readonly asked?: readonly AskedStudy[];
}

/**
 * Settles every choice of a study: the user's, else the environment's recorded recipe, else the registry's default.
 *
 * @param agentOverrides hyper-parameters given as flags; they go over those of every agent in the study.
 * @param origin where the study was written down, for messages.
 * @param initial the policy that `init_from` names, as `initialPolicy` reads it.
 * @throws UsageError if anything does not fit. Nothing has been started or written then.
 */
export function planSweep(
  study: Study,
  agentOverrides: Readonly<Record<string, Value>> = {},
  origin: Origin = onFlags,
  initial?: InitialPolicy,
): SweepPlan {
  if (study.init_from !== undefined && initial === undefined) {
    const flag = origin.spell('init_from');
    throw mistake(
      origin,
      ['init_from'],
      `${flag} names a run of a results file, and there is none to read here`,
    );
  }
  refuseTooMany(study, origin);
  const seeds = scoringSeeds(study, origin);
  const candidates = candidatesOf(study, agentOverrides, origin);
  refuseDoubles(candidates, origin);
  refuseSameName(candidates, origin);
  // Published numbers are of the agents as the study has them.
  const published =
    Object.keys(agentOverrides).length === 0 ? plannedPublished(study, candidates, origin) : undefined;
  const about = {
    title: study.title,
    ...(published && { published }),
    ...borrowedRatesOf(candidates),
    asked: [{ study: withSeedsNamed(study), agentOverrides }],
  };
  const diagnostics = plannedDiagnostics(study, { origin, samplingSeed: 0 });
  const planned = (candidate: Candidate, phase: RunPhase, own: readonly number[]): PlannedPopulation => {
    const fitting = populationOf(candidate, own, { ...diagnostics, ...(initial && { initial }) });
    refuseUnfit(fitting, candidate, origin);
    const population = countedInUpdates(fitting, candidate.env, origin);
    const learningRates = ratesOf(candidate).flatMap((rate) => own.map(() => rate));
    return {
      agentLabel: candidate.agent.label,
      label: labelOf(candidate),
      phase,
      learningRates,
      population,
    };
  };
  const sequential = sequentialSeeds(study);
  if (study.tuning === undefined || sequential !== undefined) {
    const populations = candidates.map((each) => planned(each, 'scoring', seeds));
    if (sequential !== undefined) refuseSequential(study, populations, origin);
    return withTaskSettings({ ...about, populations, ...(sequential && { sequential }) });
  }

  const { criterion, halving, choose } = study.tuning;
  const tuners = tuningSeeds(study.tuning, seeds, origin);
  const settings = new Map<string, number>();
  for (const candidate of candidates) {
    const name = tunedAs(candidate);
    settings.set(name, (settings.get(name) ?? 0) + candidate.optimizer.calls.length);
  }
  // Where there is but one setting, there is none to choose.
  const isOpen = (candidate: Candidate): boolean => settings.get(tunedAs(candidate))! > 1;
  if (!candidates.some(isOpen)) {
    throw mistake(
      origin,
      ['tuning'],
      `there is nothing to tune: every optimizer has one ${tunedNoun(study.tuning)}`,
    );
  }
  const tuned = (candidate: Candidate): PlannedPopulation => {
    const population = planned(candidate, 'tuning', tuners);
    const [label, scored] = [labelOf(candidate), scoredAs(candidate)];
    return label === scored ? population : { ...population, settingOf: scored };
  };
  return withTaskSettings({
    ...about,
    populations: candidates.map((each) =>
      isOpen(each)
        ? firstRung(tuned(each), settings.get(tunedAs(each))!, study, origin)
        : planned(each, 'scoring', seeds),
    ),
    tuning: {
      criterion,
      seeds,
      ...(choose === 'settings' && { choose }),
      ...(halving !== undefined && { halving }),
    },
  });
}

function withTaskSettings(plan: SweepPlan): SweepPlan {
  return { ...plan, taskSettings: taskSettings(plan.populations), ...taskWords(plan.populations) };
}

/** Everything that a study combines: environments × agents × optimizers × sets of controllers. */
function candidatesOf(
  study: Study,
  agentOverrides: Readonly<Record<string, Value>>,
  origin: Origin,
): Candidate[] {
  const scope: Scope = { origin, samplingSeed: study.sampling_seed ?? 0 };
  const rates = studyRates(study, scope);
  const controllers = controllerChoices(study.controllers, scope);
  const withSpike = spikeChoice(study, origin);
  const withRedo = redoChoice(study, origin);
  return environmentChoices(study, origin).flatMap((env) => {
    const chosen = agentChoices(study.agents, env.defaults.agent, agentOverrides, scope, env.task.agents);
    return agentPairs(chosen, study, env.task.agents, origin).flatMap(({ agent, named, path, rules }) => {
      const recorded = env.defaults.learning_rates[agent.call.name] ?? {};
      const found = optimizerChoices(named, path, rates, recorded, scope, rules);
      const choices = study.tuning?.choose === 'settings' ? asOneOptimizer(found, rules, origin) : found;
      const critics = criticChoices(criticSaid(study, agent, origin), env.defaults, agent.call.name, scope);
      return choices
        .flatMap(critics)
        .map(withSpike)
        .map(withRedo)
        .flatMap((optimizer) =>
          controllers.map((own): Candidate => ({ env, agent, optimizer, controllers: own })),
        );
    });
  });
}

/** What is said of the critic, by the study or as a setting of the agent. @throws UsageError where both say it. */
function criticSaid(study: Study, { critic, label, path }: AgentChoice, origin: Origin): Study {
  if (critic === undefined) return study;
  if (study.critic_optimizer === undefined) return { ...study, critic_optimizer: critic };
  const flag = origin.spell('critic_optimizer');
  throw mistake(origin, path, `${label} and ${flag} both set what trains the critic; drop one of them`);
}

/** The learning rates for all optimizers. Drawn once, if at all, so that all try the same ones. */
function studyRates(study: Study, { origin, samplingSeed }: Scope): readonly Value[] | undefined {
  const { learning_rates } = study;
  if (learning_rates === undefined) return undefined;
  const path = ['learning_rates'];
  const rates = blaming(origin, path, () => settingValues(learning_rates, samplingSeed, path));
  const twice = secondPlace(rates);
  if (twice === undefined) return rates;
  throw mistake(
    origin,
    [...path, twice],
    `${origin.spell('learning_rates')} names a rate twice; name each rate once`,
  );
}

function populationOf(
  { env, agent, optimizer, controllers }: Candidate,
  seeds: readonly number[],
  ofAll: Pick<PopulationPlan, 'diagnostics' | 'diagnosticsEvery' | 'initial'>,
): PopulationPlan {
  const { name, positional, settings } = agent.call;
  const recorded = env.defaults.agents[name] as Call['settings'];
  return {
    env: env.label,
    agent: settled(env.task.agents.resolve({ name, positional, settings: { ...recorded, ...settings } })),
    network: env.networkIsNamed ? env.network : (ownNetwork(env.task.agents.get(name)) ?? env.network),
    members: optimizer.calls.flatMap((call) => seeds.map((seed) => ({ seed, optimizer: call }))),
    totalTimesteps: env.totalTimesteps,
    ...(env.totalEpisodes !== undefined && { totalEpisodes: env.totalEpisodes }),
    evaluation: env.evaluation,
    ...(controllers.calls.length > 0 && { controllers: controllers.calls }),
    ...ofAll,
  };
}

/** That of an agent which has one where the user names none. */
function ownNetwork({ network }: RegistryEntry & Pick<AgentEntry, 'network'>): Call | undefined {
  return network === undefined ? undefined : settled(networks.resolve(network));
}
