import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Call, formatCall, parseCall, type Value } from '../call-expression.ts';
import { UsageError } from '../errors.ts';
import { type OptimizerEntry, optimizers } from '../optimizers/index.ts';
import { planSweep, type SweepPlan } from '../sweep/plan/plan.ts';
import type { Study } from '../sweep/study/study.ts';
import { wordsAmong } from '../task-words.ts';
import type { PopulationPlan } from '../training/population-plan.ts';
import { safetensorsFile } from '../weights/index.ts';
import { assemble } from '../workloads/assemble.ts';
import type { MetaSettings } from './meta-settings.ts';
import { randomTheta, type ThetaLayout, tensorsOfTheta, thetaOfFile } from './theta.ts';

/** What is going to be trained. Everything is settled. */
export interface MetaPlan {
  readonly title: string;
  /** As the user wrote it. */
  readonly label: string;
  /** All settings but the weights. */
  readonly optimizer: Call;
  readonly settings: MetaSettings & { readonly sigma: number };
  readonly layout: ThetaLayout;
  /** The meta-parameters before the first generation. */
  readonly theta: Float64Array;
  /** SHA-256 of the file that they are from. */
  readonly initSha256?: string;
  /** What every candidate is trained on; its members are to be drawn. */
  readonly population: PopulationPlan;
  /** The study that the population is from, with one member. */
  readonly study: SweepPlan;
}

const learnable = (entry: OptimizerEntry) => entry.weightArrays !== undefined;

/**
 * Settles every choice of a meta-training.
 *
 * @param label the optimizer, without weights: `ADAFACLO(step_mult=0.001)`.
 * @param candidates what each candidate is trained on.
 * @param agentOverrides hyper-parameters of the agent, by name.
 * @throws UsageError if anything does not fit.
 */
export function planMetaTraining(
  label: string,
  settings: MetaSettings,
  candidates: Partial<Study>,
  agentOverrides: Readonly<Record<string, Value>> = {},
): MetaPlan {
  const call = parseCall(label);
  const entry = optimizers.get(call.name);
  if (!entry.weightArrays) {
    const names = optimizers
      .entries()
      .filter(learnable)
      .map(({ name }) => name);
    throw new UsageError(`meta-train trains the weights of ${names.join(', ')}, given ${entry.name}`);
  }
  const trained = entry.weightArrays.filter(({ otherwise }) => otherwise).map(({ name }) => name);
  for (const name of ['weights', 'sha256', ...trained]) {
    if (!Object.hasOwn(call.settings, name)) continue;
    throw new UsageError(
      `${name} are what meta-train makes; drop ${name}, and begin with a file by --init-from FILE`,
    );
  }
  if (settings.truncations !== undefined && settings.strategy !== 'pes') {
    throw new UsageError(
      '--truncations are the pieces of runs with --strategy pes; add --strategy pes, or drop them',
    );
  }
  const { init_from: file, hidden, seed } = settings;
  const first =
    file === undefined
      ? randomTheta(entry.weightArrays, hidden ?? 4, seed)
      : thetaOfFile(file, entry.weightArrays, hidden);
  const study = withFile(safetensorsFile(tensorsOfTheta(first.layout, first.theta)), (weights) => {
    const planned = planSweep(
      {
        ...candidates,
        title: '',
        optimizers: [formatCall({ ...call, settings: { ...call.settings, weights } })],
        seeds: 1,
      },
      agentOverrides,
    );
    refuseShortRuns(planned, settings);
    return planned;
  });
  return planned(label, settings, study, first);
}

/** Pieces that a run is trained in, a generation each; undefined where it is trained at once. */
function truncationsOf({ strategy, truncations = 10 }: MetaSettings): number | undefined {
  return strategy === 'pes' ? truncations : undefined;
}

function refuseShortRuns({ populations }: SweepPlan, settings: MetaSettings): void {
  const truncations = truncationsOf(settings) ?? 1;
  const updates = Math.min(...populations.map(({ population }) => assemble(population).updatesInAll));
  if (truncations <= updates) return;
  throw new UsageError(
    `${truncations} truncations are more than the ${updates} updates of a run; take fewer --truncations, or longer runs`,
  );
}

function planned(
  label: string,
  settings: MetaSettings,
  study: SweepPlan,
  { layout, theta, sha256 }: ReturnType<typeof thetaOfFile>,
): MetaPlan {
  const [one] = study.populations;
  if (study.populations.length !== 1) {
    throw new UsageError('meta-train takes one task and one agent; name one --env and one agent');
  }
  const { population } = one!;
  if (settings.fitness === 'training' && !wordsAmong(study.taskWords)(population.env).episodes) {
    throw new UsageError(`${population.env} has no episodes to rank by; add --fitness evaluation`);
  }
  const { optimizer } = population.members[0]!;
  const { weights, sha256: _, ...own } = optimizer.settings;
  const truncations = truncationsOf(settings);
  // Nobody looks at evaluations of candidates that are judged by their training.
  const evaluation =
    settings.fitness === 'training' ? { episodes: 1, count: 0 } : { count: truncations ?? 1 };
  const template: PopulationPlan = {
    ...population,
    members: [],
    evaluation: { ...population.evaluation, ...evaluation },
  };
  return {
    title: `meta-training of ${label} on ${population.env}`,
    label,
    optimizer: { ...optimizer, settings: own },
    settings: {
      ...settings,
      strategy: truncations === undefined ? undefined : 'pes',
      truncations,
      sigma: settings.sigma ?? (settings.init_from === undefined ? 0.1 : 0.03),
    },
    layout,
    theta,
    ...(sha256 !== undefined && { initSha256: sha256 }),
    population: template,
    study,
  };
}

/** A generation as a study of one population, for what fits a plan to the machine. */
export function studyOf({ study }: MetaPlan, population: PopulationPlan): SweepPlan {
  const [one] = study.populations;
  const learningRates = population.members.map(() => one!.learningRates[0]!);
  return { ...study, populations: [{ ...one!, learningRates, population }] };
}

/** Does some work with a file that is gone afterwards. */
function withFile<T>(bytes: Uint8Array, work: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'rl-bench-meta-'));
  try {
    const path = join(folder, 'weights.safetensors');
    writeFileSync(path, bytes);
    return work(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
