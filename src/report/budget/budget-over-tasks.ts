import { mean, percentileNormalized, percentileScale } from '../../stats/index.ts';
import { type Sure, sureNumbers } from '../sure.ts';
import type { TriedTask } from '../tried/tried-settings.ts';
import { budgetCurve } from './budget-curves.ts';

/** What optimizers come to after so many trials, averaged over tasks. */
export interface TrialsOverTasks {
  readonly trials: number;
  /** The best first. */
  readonly optimizers: readonly { readonly name: string; readonly score: Sure }[];
  /** How far the first is ahead of each other one. */
  readonly lead: readonly { readonly over: string; readonly difference: Sure }[];
  /** What the optimizers gain on average over the number of trials before; undefined of the first. */
  readonly gain: Sure | undefined;
}

/** Scores are normalised on each task: 0 is the 5th percentile of all settings of all optimizers, 1 the 95th. */
export interface BudgetOverTasks {
  readonly tasks: number;
  readonly trials: readonly TrialsOverTasks[];
}

/**
 * Budget curves averaged over tasks, of the optimizers that have as many settings on every task and share its seeds there.
 *
 * @param counts numbers of trials. Those that not all of these optimizers reach are left out, so that curves are of the same ones.
 * @returns undefined of fewer than two tasks, or of fewer than two such optimizers.
 */
export function budgetOverTasks(
  tasks: readonly TriedTask[],
  counts: readonly number[],
): BudgetOverTasks | undefined {
  if (tasks.length < 2) return undefined;
  const names = namesOnAll(tasks);
  const fewest = Math.min(...tasks.flatMap((task) => names.map((name) => named(task, name).settings.length)));
  const trials = counts.filter((count) => count <= fewest);
  if (names.length < 2 || trials.length === 0) return undefined;

  /** `[task][optimizer][number of trials][seed]` */
  const values = tasks.map((task) => {
    const scale = percentileScale(
      task.optimizers.flatMap(({ settings, seeds }) =>
        seeds.length === 0 ? [] : settings.map(({ scores }) => mean(seeds.map((seed) => scores.get(seed)!))!),
      ),
    );
    return names.map((name) =>
      budgetCurve(named(task, name), trials)!.points.map(({ scores }) =>
        scores.map((score) => percentileNormalized(score, scale)),
      ),
    );
  });
  const places = tasks.map((task) => named(task, names[0]!).seeds.map((_, index) => index));
  const scoresOf = (drawn: readonly (readonly number[])[]): number[][] =>
    trials.map((_, count) =>
      names.map(
        (__, own) =>
          mean(drawn.map((seeds, task) => mean(seeds.map((seed) => values[task]![own]![count]![seed]!))!))!,
      ),
    );
  const found = scoresOf(places);
  const orders = found.map((scores) =>
    names.map((_, place) => place).sort((a, b) => scores[b]! - scores[a]!),
  );
  /** Of each number of trials a score an optimizer, a lead over each, and the gain. */
  const numbers = (scores: readonly (readonly number[])[]): number[] =>
    scores.flatMap((own, count) => [
      ...own,
      ...own.map((score) => own[orders[count]![0]!]! - score),
      mean(own)! - mean(scores[Math.max(0, count - 1)]!)!,
    ]);
  const sure = sureNumbers(places, (drawn) => numbers(scoresOf(drawn)));
  const each = 2 * names.length + 1;
  return {
    tasks: tasks.length,
    trials: trials.map((count, at) => ({
      trials: count,
      optimizers: orders[at]!.map((place) => ({ name: names[place]!, score: sure[at * each + place]! })),
      lead: orders[at]!.slice(1).map((place) => ({
        over: names[place]!,
        difference: sure[at * each + names.length + place]!,
      })),
      gain: at === 0 ? undefined : sure[(at + 1) * each - 1],
    })),
  };
}

/** Those that were tried at two settings or more on every task, with the seeds that all of them have there. */
function namesOnAll(tasks: readonly TriedTask[]): string[] {
  const [first] = tasks;
  const everywhere = first!.optimizers
    .map(({ name }) => name)
    .filter((name) =>
      tasks.every((task) => {
        const own = task.optimizers.find((each) => each.name === name);
        return own !== undefined && own.settings.length > 1 && own.seeds.length > 0;
      }),
    );
  const shared = (name: string) =>
    tasks.every((task) => String(named(task, name).seeds) === String(named(task, everywhere[0]!).seeds));
  return everywhere.filter(shared);
}

function named({ optimizers }: TriedTask, name: string): TriedTask['optimizers'][number] {
  return optimizers.find((each) => each.name === name)!;
}
