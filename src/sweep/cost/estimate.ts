import type { PopulationPlan } from '../../training/population-plan.ts';
import type { SweepPlan } from '../plan/plan.ts';
import { tunedGroups } from '../plan/scoring-stage.ts';
import type { Cost } from './calibrate.ts';
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
}

/** Seconds until a worker process trains. */
const startSeconds = 0.5;

/**
 * What a whole sweep takes, its second stage included where the best learning rates are found first.
 *
 * @param costs of each population of the plan.
 * @param workers processes that train side by side, each on a core of its own.
 */
export function estimateSweep(plan: SweepPlan, costs: readonly Cost[], workers: number): Estimate {
  const first = plan.populations.map((planned, index) => taken(planned.population, costs[index]!));
  const second = tunedGroups(plan).map(([planned]) => {
    const { population } = planned!;
    const index = plan.populations.indexOf(planned!);
    const members = plan.tuning!.seeds.map((seed) => ({ ...population.members[0]!, seed }));
    return taken({ ...population, members }, costs[index]!);
  });
  const clock = (of: (estimate: Estimate) => number): number =>
    [first, second].reduce((sum, stage) => sum + sideBySide(stage.map(of), workers), 0);
  return {
    seconds: clock(({ seconds }) => seconds),
    mostSeconds: clock(({ mostSeconds }) => mostSeconds),
    rows: [...first, ...second].reduce((sum, { rows }) => sum + rows, 0),
    checkpointBytes: Math.max(...[first, second].map((stage) => atOnce(stage, workers))),
  };
}

/** What a whole population takes. */
function taken(population: PopulationPlan, cost: Cost): Estimate {
  const { members, totalTimesteps, totalEpisodes, evaluation } = population;
  // Episodes are taken to stay as long as they are at first.
  const steps = totalEpisodes === undefined ? totalTimesteps : totalEpisodes * cost.episode;
  // One before the first update, and at most one after each of them.
  const evaluations = 1 + Math.min(evaluation.count, Math.max(1, Math.floor(steps / cost.update)));
  const learning = members.length * steps * cost.step;
  const evaluating = members.length * evaluations * cost.evaluation;
  return {
    seconds: learning + evaluating,
    mostSeconds: learning + evaluating * cost.growth,
    rows:
      members.length * (steps * cost.records + evaluations * (evaluation.sampled ? 2 : 1) + cost.lastRecords),
    checkpointBytes: members.length * (learnedBytes(population) + cost.checkpoint),
  };
}

/** Bytes of the checkpoints of so many populations: runs that have ended keep none. */
function atOnce(stage: readonly Estimate[], workers: number): number {
  const largest = stage.map(({ checkpointBytes }) => checkpointBytes).sort((a, b) => b - a);
  return largest.slice(0, workers).reduce((sum, each) => sum + each, 0);
}

/** Seconds until all are done if each worker takes the next one that waits. */
function sideBySide(seconds: readonly number[], workers: number): number {
  const free = new Array<number>(Math.max(1, Math.min(workers, seconds.length))).fill(0);
  for (const each of seconds) {
    free[free.indexOf(Math.min(...free))]! += each + (free.length > 1 ? startSeconds : 0);
  }
  return Math.max(...free);
}
