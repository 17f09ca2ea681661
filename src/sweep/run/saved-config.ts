import { z } from 'zod';
import type { Call, Value } from '../../call-expression.ts';
import { UsageError } from '../../errors.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import type { SequentialSeeds } from '../../sequential-decisions.ts';
import type { FoundExperiment } from '../../store/index.ts';
import type {
  EvaluationPlan,
  InitialPolicy,
  MemberPlan,
  PopulationPlan,
} from '../../training/population-plan.ts';
import type { PlannedPopulation, TuningPlan } from '../plan/plan.ts';
import { tuningCriteria } from '../study/study.ts';
import { type Shard, shardStages } from '../units/shard.ts';
import type { ExperimentConfig } from './experiment.ts';

/** A schema for every key of a type: it compiles only as long as the type has the same keys. */
type Keys<T> = Record<keyof T, z.ZodType>;

const value: z.ZodType<Value> = z.lazy(() =>
  z.union([z.number(), z.boolean(), z.null(), z.string(), z.array(value), call]),
);
const call = z.strictObject({
  name: z.string(),
  positional: z.array(value),
  settings: z.record(z.string(), value),
} satisfies Keys<Call>);

const member = z.strictObject({ seed: z.int().min(0), optimizer: call } satisfies Keys<MemberPlan>);

const evaluation = z.strictObject({
  // 0: the untrained policy alone is evaluated.
  count: z.int().min(0),
  episodes: z.int().positive(),
  env: z.string().optional(),
  sampled: z.boolean().optional(),
  keepBest: z.boolean().optional(),
} satisfies Keys<EvaluationPlan>);

const initial = z.strictObject({
  run: z.int().positive(),
  choice: z.enum(['final', 'best']),
  sha256: z.string(),
  weights: z.array(z.base64()).min(1),
} satisfies Keys<InitialPolicy>);

const population = z.strictObject({
  env: z.string(),
  agent: call,
  network: call,
  members: z.array(member).min(1),
  totalTimesteps: z.int().positive(),
  totalEpisodes: z.int().positive().optional(),
  evaluation,
  controllers: z.array(call).optional(),
  diagnostics: z.array(call).optional(),
  diagnosticsEvery: z.int().positive().optional(),
  initial: initial.optional(),
} satisfies Keys<PopulationPlan>);

/** A population of a plan, as it is written down. */
export const savedPopulation = z
  .strictObject({
    agentLabel: z.string(),
    label: z.string(),
    phase: z.enum(['tuning', 'scoring']),
    settingOf: z.string().optional(),
    chosenSetting: z.string().optional(),
    until: z.number().gt(0).lt(1).optional(),
    learningRates: z.array(z.number().nullable()),
    population,
  } satisfies Keys<PlannedPopulation>)
  .refine(({ learningRates, population: { members } }) => learningRates.length === members.length, {
    error: 'has not one learning rate a member',
    path: ['learningRates'],
  });

/** The plugins that a plan was made with. */
export const savedPlugins = z.array(
  z.strictObject({ path: z.string(), sha256: z.string() } satisfies Keys<LoadedPlugin>),
);

const savedShard = z
  .strictObject({
    number: z.int().positive(),
    count: z.int().positive(),
    stage: z.enum(shardStages).optional(),
  } satisfies Keys<Shard>)
  .refine(({ number, count }) => number <= count, { error: 'has a higher number than there are shards' });

/** What decides how an experiment trains. What else its configuration holds is for reports, and left alone. */
const savedConfig = z.looseObject({
  title: z.string(),
  populations: z.array(savedPopulation).min(1),
  tuning: z
    .strictObject({
      criterion: z.enum(tuningCriteria),
      seeds: z.array(z.int().min(0)),
      choose: z.literal('settings').optional(),
      halving: z.int().min(2).optional(),
    } satisfies Keys<TuningPlan>)
    .optional(),
  sequential: z
    .strictObject({
      block: z.int().min(2),
      max: z.int().positive(),
      alpha: z.number().gt(0).lt(1),
    } satisfies Keys<SequentialSeeds>)
    .optional(),
  ablation: z.looseObject({ optimizer: z.string(), design: z.string() }).optional(),
  backend: z.string(),
  plugins: savedPlugins,
  shard: savedShard.optional(),
  shards: z.array(savedShard).optional(),
});

/**
 * The configuration that an experiment was begun with.
 *
 * @throws UsageError for one of an rl-bench that did not keep all of it, and for one that is not what was written.
 */
export function configOf({ id, configJson, version }: FoundExperiment): ExperimentConfig {
  const config = parsed(configJson);
  if (isOld(config)) {
    throw new UsageError(
      `experiment ${id} was begun by rl-bench ${version}, which did not keep what it takes to go on; start it anew`,
    );
  }
  const checked = savedConfig.safeParse(config);
  // As it was read: the check changes nothing, and plans are compared as text.
  if (checked.success) return config as ExperimentConfig;
  const [{ path, message }] = checked.error.issues as [z.core.$ZodIssue];
  throw new UsageError(
    `the configuration of experiment ${id} is not what rl-bench wrote: ${path.join('.') || 'all of it'}: ${message}; start it anew`,
  );
}

/** The shard that an experiment is; undefined for one that is none, of whatever command. */
export function shardIn({ configJson }: Pick<FoundExperiment, 'configJson'>): Shard | undefined {
  const config = z.looseObject({ shard: savedShard }).safeParse(parsed(configJson));
  return config.success ? config.data.shard : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** True for what was written before experiments kept all that it takes to go on. */
function isOld(config: unknown): boolean {
  const { populations, backend, plugins } = (config ?? {}) as Partial<ExperimentConfig>;
  if (!Array.isArray(populations)) return false;
  const keepsNames = populations.every((each) => each?.phase && each.agentLabel);
  return !(keepsNames && backend && plugins);
}
