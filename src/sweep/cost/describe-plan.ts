import { groupBy } from '../../group-by.ts';
import { countNumbers, makeOptimizer } from '../../optimizers/index.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { emptyFileBytes } from '../../store/index.ts';
import type { NamedTaskWords } from '../../task-words.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { assemble } from '../../workloads/assemble.ts';
import { describeHalving, type HalvingDescription } from '../plan/all-rungs.ts';
import { type CriticFacts, criticFacts } from '../plan/critic-facts.ts';
import type { PlannedPopulation, SweepPlan, TuningPlan } from '../plan/plan.ts';
import { countScoringRuns } from '../plan/scoring-stage.ts';
import type { TaskSettings } from '../plan/task-settings.ts';
import { calibrateApart } from './calibrate-apart.ts';
import { type Division, divideWork, type Share, type Spread } from './divide-work.ts';
import { estimateSweep } from './estimate.ts';
import type { Fitting } from './fit-to-memory.ts';
import { keptBytes } from './kept-bytes.ts';

/** Seconds that trying out may take, but for the populations in hand. */
const budget = 3;
/** Seconds after which nothing more is waited for. */
export const patience = 10;
/** Of the results file, its indices included; nearly all rows are gradient statistics. */
const bytesPerRow = 85;
/** Of the results file, what stands of a run in the plan included. */
const bytesPerRun = 1000;

/** What a plan would train, and what that takes. Plain data: `--dry-run --json` prints it. */
export interface PlanDescription {
  readonly title: string;
  /** Those of the second stage of a study that tunes among them. */
  readonly runs: number;
  /** What the environments' recipes have set, unlike `--help`. */
  readonly taskSettings: readonly TaskSettings[];
  /** What tasks that are no environments call their scores and budgets. */
  readonly taskWords: readonly NamedTaskWords[];
  readonly populations: readonly DescribedPopulation[];
  /** The second stage of a study that tunes, with its number of runs, and the rungs of the first; null for any other. */
  readonly tuning: (TuningPlan & { readonly runs: number } & Partial<HalvingDescription>) | null;
  readonly estimate: {
    /** Of the clock. Null where trying takes too long, and so is what follows from it. */
    readonly seconds: number | null;
    /** If evaluated episodes come to last as long as they may. */
    readonly mostSeconds: number | null;
    /** Processes that train side by side. */
    readonly workers: number | null;
    /** What each of them trains, in the order in which they begin; of the first stage of a study that tunes. */
    readonly shares: readonly DescribedShare[] | null;
    readonly memoryBytes: number | null;
    /** Of a results file that has this alone, when all is trained. */
    readonly fileBytes: number | null;
    /** The same while it trains, with checkpoints; an interruption leaves them there. */
    readonly mostFileBytes: number | null;
  };
}

/** Runs of one population that train together, in one process. */
export interface DescribedShare {
  /** 0, 1, … */
  readonly worker: number;
  /** Its index among the populations. */
  readonly population: number;
  readonly runs: number;
}

/** One optimizer with one agent on one environment. */
export interface DescribedPopulation extends CriticFacts {
  readonly env: string;
  readonly agent: string;
  readonly network: PlannedPopulation['population']['network'];
  readonly optimizer: string;
  readonly phase: PlannedPopulation['phase'];
  readonly learningRates: readonly (number | null)[];
  readonly seeds: readonly number[];
  readonly totalTimesteps: number;
  /** Null where steps are the budget. */
  readonly totalEpisodes: number | null;
  /** Where evaluations happen. */
  readonly evaluationEnv: string;
  readonly runs: number;
  /** Networks of one run: one for each agent of a team. */
  readonly networks: number;
  /** Of one network. */
  readonly parameters: number;
  /** What treats which parameters; null where all are treated alike. */
  readonly routes:
    | readonly { readonly rule: string; readonly numbers: number; readonly parameters: readonly string[] }[]
    | null;
}

/**
 * Says what a plan would train, how long that takes, and how much room. A little of each population is trained for that,
 * in a process of its own.
 *
 * @param fitted over how many processes it may be spread; undefined where a few updates of it take longer than
 * {@link patience}, so that nothing can be estimated.
 * @throws RunError if the populations cannot be trained.
 */
export async function describePlan(
  wanted: SweepPlan,
  fitted: (Spread & Pick<Fitting, 'bytes'>) | undefined,
  backend: string,
  plugins: readonly LoadedPlugin[],
): Promise<PlanDescription> {
  const costs =
    fitted && (await calibrateApart({ backend, plugins, budget, ...tried(wanted, fitted) }, patience));
  const estimate = costs && estimateSweep(wanted, costs, fitted!);
  const division = fitted && (estimate?.division ?? evenDivision(wanted, fitted));
  const runs =
    wanted.populations.reduce((sum, { population }) => sum + population.members.length, 0) +
    countScoringRuns(wanted);
  const fileBytes =
    estimate && emptyFileBytes() + runs * bytesPerRun + keptBytes(wanted) + estimate.rows * bytesPerRow;
  return {
    title: wanted.title,
    runs,
    taskSettings: wanted.taskSettings ?? [],
    taskWords: wanted.taskWords ?? [],
    populations: wanted.populations.map(describePopulation),
    tuning: wanted.tuning
      ? { ...wanted.tuning, runs: countScoringRuns(wanted), ...describeHalving(wanted) }
      : null,
    estimate: {
      seconds: estimate?.seconds ?? null,
      mostSeconds: estimate?.mostSeconds ?? null,
      workers: division?.workers ?? null,
      shares:
        division?.shares.map(({ worker, population, members }) => ({
          ...{ worker, population },
          runs: members.length,
        })) ?? null,
      memoryBytes: division ? fitted!.bytes(sharesOfProcesses(division, fitted!)) : null,
      fileBytes: fileBytes ?? null,
      mostFileBytes: fileBytes === undefined ? null : fileBytes + estimate!.checkpointBytes,
    },
  };
}

/** Where it is not known what members cost: as if all cost the same. */
function evenDivision({ populations }: SweepPlan, spread: Spread): Division {
  const works = populations.map(({ population }, index) => ({
    population: index,
    members: population.members.map((_, member) => ({ member, left: 1 })),
    ...{ shared: 0, each: 1 },
  }));
  return divideWork(works, { ...spread, exactly: true });
}

/** The command's own process among them, which has begun to train where others go on. */
function sharesOfProcesses({ shares, workers }: Division, { most, workers: limit }: Spread): Share[][] {
  const ofWorkers = [...groupBy(shares, ({ worker }) => String(worker)).values()];
  if (workers === 1) return ofWorkers;
  const first = shares.filter(({ population }) => population === 0).flatMap(({ members }) => members);
  return [[{ population: 0, members: first.slice(0, most(limit)[0]) }], ...ofWorkers];
}

/** Populations with as many members as train together. */
function tried({ populations }: SweepPlan, { most, workers }: Spread): { populations: PopulationPlan[] } {
  return {
    populations: populations.map(({ population }, index) => ({
      ...population,
      members: population.members.slice(0, most(workers)[index]),
    })),
  };
}

function describePopulation({
  agentLabel,
  label,
  phase,
  learningRates,
  population,
}: PlannedPopulation): DescribedPopulation {
  const { members, env, network, totalTimesteps, totalEpisodes, evaluation } = population;
  const { agents, parameters } = assemble(population);
  const routes = makeOptimizer(members[0]!.optimizer).routes?.(parameters) ?? null;
  const treated = routes && groupBy(parameters, ({ name }) => routes[name]!);
  return {
    env,
    agent: agentLabel,
    network,
    optimizer: label,
    phase,
    learningRates: [...new Set(learningRates)],
    ...criticFacts(label, members[0]!.optimizer),
    seeds: [...new Set(members.map(({ seed }) => seed))],
    totalTimesteps,
    totalEpisodes: totalEpisodes ?? null,
    evaluationEnv: evaluation.env ?? env,
    runs: members.length,
    networks: agents,
    parameters: countNumbers(parameters),
    routes:
      treated &&
      [...treated].map(([rule, own]) => ({
        rule,
        numbers: countNumbers(own),
        parameters: own.map(({ name }) => name),
      })),
  };
}
