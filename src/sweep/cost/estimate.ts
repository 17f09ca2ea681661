import type { PopulationPlan } from '../../training/population-plan.ts';
import type { SweepPlan } from '../plan/plan.ts';
import { tunedGroups } from '../plan/scoring-stage.ts';
import type { Cost, Seconds } from './calibrate.ts';
import { type Division, divideWork, type Spread, startSeconds, type Work } from './divide-work.ts';
import { learnedBytes } from './learned-bytes.ts';

/** What a sweep is going to take. */
export interface Estimate {
  /** Of the clock, if evaluations go on to take as long as they do at first. */
  readonly seconds: number;
  /** Of the clock, if their episodes come to last as long as they may. */
  readonly mostSeconds: number;
  /** Rows of the results file. */
  readonly rows: number;
  /** Bytes of the checkpoints that are in the results file at once: those of the runs that train side by side. */
  readonly checkpointBytes: number;
  /** Who trains what; of the first stage, where the best learning rates are found first. */
  readonly division: Division;
}

/** Populations that train at one time, and what they cost. */
interface Stage {
  readonly populations: readonly PopulationPlan[];
  readonly costs: readonly Cost[];
  readonly division: Division;
}

/**
 * What a whole sweep takes, its second stage included where the best learning rates are found first.
 *
 * @param costs of each population of the plan.
 * @param spread over processes that train side by side, each on a core of its own.
 */
export function estimateSweep(plan: SweepPlan, costs: readonly Cost[], spread: Spread): Estimate {
  const populations = plan.populations.map(({ population }) => population);
  const first = stageOf(populations, costs, spread);
  const tuned = tunedGroups(plan).map(([planned]) => plan.populations.indexOf(planned!));
  const second = stageOf(
    tuned.map((index) => {
      const [member] = populations[index]!.members;
      return { ...populations[index]!, members: plan.tuning!.seeds.map((seed) => ({ ...member!, seed })) };
    }),
    tuned.map((index) => costs[index]!),
    { ...spread, most: (workers) => tuned.map((index) => spread.most(workers)[index]!) },
  );
  const stages = [first, second];
  return {
    seconds: sum(stages.map((stage) => clockOf(stage))),
    mostSeconds: sum(stages.map((stage) => clockOf(stage, ({ growth }) => growth))),
    rows: sum(stages.flatMap((stage) => stage.populations.map((each, at) => rowsOf(each, stage.costs[at]!)))),
    checkpointBytes: Math.max(...stages.map(checkpointBytesOf)),
    division: first.division,
  };
}

function stageOf(populations: readonly PopulationPlan[], costs: readonly Cost[], spread: Spread): Stage {
  const works = populations.map((each, population): Work => {
    const members = each.members.map((_, member) => ({ member, left: 1 }));
    return { population, members, ...secondsOf(each, costs[population]!) };
  });
  return { populations, costs, division: divideWork(works, spread) };
}

/** What the whole budget of a population takes. @param growth how many times as long evaluations take as in the beginning. */
export function secondsOf(population: PopulationPlan, cost: Cost, growth = 1): Seconds {
  const steps = stepsOf(population, cost);
  const evaluations = growth * evaluationsOf(population, cost);
  const of = (part: keyof Seconds): number => steps * cost.step[part] + evaluations * cost.evaluation[part];
  return { shared: of('shared'), each: of('each') };
}

/** Environment steps of a member. Episodes are taken to stay as long as they are at first. */
function stepsOf({ totalTimesteps, totalEpisodes }: PopulationPlan, { episode }: Cost): number {
  return totalEpisodes === undefined ? totalTimesteps : totalEpisodes * episode;
}

/** One before the first update, and at most one after each of them. */
function evaluationsOf(population: PopulationPlan, cost: Cost): number {
  const updates = Math.max(1, Math.floor(stepsOf(population, cost) / cost.update));
  return 1 + Math.min(population.evaluation.count, updates);
}

function rowsOf(population: PopulationPlan, cost: Cost): number {
  const { members, evaluation } = population;
  const ofEvaluations = evaluationsOf(population, cost) * (evaluation.sampled ? 2 : 1);
  return members.length * (stepsOf(population, cost) * cost.records + ofEvaluations + cost.lastRecords);
}

/** Seconds until all have ended. @param growth how many times as long evaluations take as in the beginning. */
function clockOf({ populations, costs, division }: Stage, growth: (cost: Cost) => number = () => 1): number {
  const start = division.workers > 1 ? startSeconds : 0;
  const busy = byWorker(division, ({ population, members }) => {
    const cost = costs[population]!;
    const { shared, each } = secondsOf(populations[population]!, cost, growth(cost));
    return start + shared + each * members.length;
  });
  return Math.max(0, ...busy.map(sum));
}

/** Runs that have ended keep no checkpoint. */
function checkpointBytesOf({ populations, costs, division }: Stage): number {
  const bytes = byWorker(
    division,
    ({ population, members }) =>
      members.length * (learnedBytes(populations[population]!) + costs[population]!.checkpoint),
  );
  return sum(bytes.map((own) => Math.max(...own)));
}

/** Of each process, a number for every share that it trains. */
function byWorker({ shares }: Division, of: (share: Division['shares'][number]) => number): number[][] {
  const workers = new Map<number, number[]>();
  for (const share of shares) {
    workers.set(share.worker, [...(workers.get(share.worker) ?? []), of(share)]);
  }
  return [...workers.values()];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
