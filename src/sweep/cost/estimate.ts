import type { MemberPlan, PopulationPlan } from '../../training/population-plan.ts';
import { allRungs } from '../plan/all-rungs.ts';
import type { PlannedPopulation, SweepPlan } from '../plan/plan.ts';
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
  /** Bytes of the checkpoints that are in the results file at once: those of the runs that train side by side, or that are left off. */
  readonly checkpointBytes: number;
  /** Who trains what; of the first stage, where the best learning rates are found first. */
  readonly division: Division;
}

/** Populations that train at one time, and what they cost. */
interface Stage {
  readonly populations: readonly PopulationPlan[];
  readonly costs: readonly Cost[];
  readonly division: Division;
  /** Of each population, whether its runs are left off in the end, and keep their checkpoints. */
  readonly leavesOff: readonly boolean[];
}

/**
 * What a whole sweep takes, its second stage included where the best learning rates are found first, and the rungs
 * of successive halving before it.
 *
 * @param costs of each population of the plan.
 * @param spread over processes that train side by side, each on a core of its own.
 */
export function estimateSweep(plan: SweepPlan, costs: readonly Cost[], spread: Spread): Estimate {
  const first = stageOf(
    plan.populations.map(({ population, until = 1 }) => ({ population, from: 0, to: until })),
    costs,
    spread,
  );
  /** Of populations that are planned as some of the first ones are. */
  const stageLike = (like: readonly PlannedPopulation[], parts: readonly Part[]): Stage => {
    const places = like.map((planned) => plan.populations.indexOf(planned));
    const most = (workers: number) => places.map((place) => spread.most(workers)[place]!);
    return stageOf(
      parts,
      places.map((place) => costs[place]!),
      { ...spread, most },
    );
  };
  const [, ...rungs] = allRungs(plan);
  const tuned = tunedGroups(plan).map(([planned]) => planned!);
  const stages = [
    first,
    ...rungs.map((rung) =>
      stageLike(
        rung.map(({ planned }) => planned),
        rung.map(({ planned, members, ...shares }) => ({
          population: { ...planned.population, members: someMembers(planned, members) },
          ...shares,
        })),
      ),
    ),
    stageLike(
      tuned,
      tuned.map(({ population }) => {
        const [member] = population.members;
        const members = plan.tuning!.seeds.map((seed) => ({ ...member!, seed }));
        return { population: { ...population, members }, from: 0, to: 1 };
      }),
    ),
  ];
  return {
    seconds: sum(stages.map((stage) => clockOf(stage))),
    mostSeconds: sum(stages.map((stage) => clockOf(stage, ({ growth }) => growth))),
    rows: sum(stages.flatMap((stage) => stage.populations.map((each, at) => rowsOf(each, stage.costs[at]!)))),
    checkpointBytes: Math.max(...stages.map(checkpointBytesOf)),
    division: first.division,
  };
}

/** A population, and the shares of its budget between which it is trained. */
interface Part {
  readonly population: PopulationPlan;
  readonly from: number;
  readonly to: number;
}

function stageOf(parts: readonly Part[], costs: readonly Cost[], spread: Spread): Stage {
  const populations = parts.map(partOf);
  const works = populations.map((each, population): Work => {
    const members = each.members.map((_, member) => ({ member, left: 1 }));
    return { population, members, ...secondsOf(each, costs[population]!) };
  });
  const leavesOff = parts.map(({ to }) => to < 1);
  return { populations, costs, division: divideWork(works, spread), leavesOff };
}

/** So many members, all as costly as those of the population: a rung may have more of them, which are of several populations. */
function someMembers({ population: { members } }: PlannedPopulation, count: number): MemberPlan[] {
  return Array.from({ length: count }, (_, place) => members[place % members.length]!);
}

/** A population with so much less to do. What goes on is not evaluated before its first update. */
function partOf({ population, from, to }: Part): PopulationPlan {
  if (from === 0 && to === 1) return population;
  const { totalTimesteps, totalEpisodes, evaluation } = population;
  const some = (amount: number): number => Math.max(1, Math.round(amount * (to - from)));
  const count = Math.round(evaluation.count * (to - from)) - (from > 0 ? 1 : 0);
  return {
    ...population,
    totalTimesteps: some(totalTimesteps),
    ...(totalEpisodes !== undefined && { totalEpisodes: some(totalEpisodes) }),
    evaluation: { ...evaluation, count },
  };
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

/** Runs that have ended keep no checkpoint; those that are left off keep theirs until the others of their rung have come so far. */
function checkpointBytesOf({ populations, costs, division, leavesOff }: Stage): number {
  const ofRun = (population: number): number =>
    learnedBytes(populations[population]!) + costs[population]!.checkpoint;
  const kept = populations.map(({ members }, index) =>
    leavesOff[index] ? members.length * ofRun(index) : 0,
  );
  const bytes = byWorker(division, ({ population, members }) =>
    leavesOff[population] ? 0 : members.length * ofRun(population),
  );
  return sum(kept) + sum(bytes.map((own) => Math.max(...own)));
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
