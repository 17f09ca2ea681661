import { groupBy } from '../group-by.ts';
import type { OptimizerAtRates } from '../optimizers/at-rates.ts';
import type { StressTrialRow } from '../results/index.ts';
import { median } from '../stats/index.ts';
import type { Problem } from './problem.ts';
import { type StressSettings, tuningSeeds } from './stress-settings.ts';
import { tryProblem } from './trial.ts';

/**
 * Chooses the learning rate of an optimizer on a problem by some seeds, and scores it by others. All rates and seeds are
 * the members of one population.
 *
 * @returns every trial; undefined where the signal has stopped it.
 */
export async function tuneAndScore(
  { label, calls, rates }: OptimizerAtRates,
  problem: Problem,
  { steps, seeds }: Pick<StressSettings, 'steps' | 'seeds'>,
  signal?: AbortSignal,
): Promise<StressTrialRow[] | undefined> {
  const tried = async (phase: StressTrialRow['phase'], places: readonly number[], own: readonly number[]) => {
    const triers = places.flatMap((place) => own.map((seed) => ({ place, seed, call: calls[place]! })));
    const outcomes = await tryProblem(problem, triers, steps, signal);
    return outcomes?.map((outcome, member): StressTrialRow => {
      const { place, seed } = triers[member]!;
      const { name, mode } = problem;
      return { optimizer: label, problem: name, mode, phase, learningRate: rates[place]!, seed, ...outcome };
    });
  };
  const tuning = rates.length > 1 ? await tried('tuning', [...rates.keys()], tuningSeeds) : [];
  if (tuning === undefined) return undefined;
  const place = tuning.length > 0 ? rates.indexOf(bestRate(tuning)) : 0;
  const scoring = await tried(
    'scoring',
    [place],
    Array.from({ length: seeds }, (_, index) => index + 1),
  );
  return scoring && [...tuning, ...scoring];
}

/** The rate that solves most; of equals the one with the least median error, then the smallest. */
export function bestRate(
  trials: readonly Pick<StressTrialRow, 'learningRate' | 'solved' | 'finalError'>[],
): number | null {
  const merits = [...groupBy(trials, ({ learningRate }) => String(learningRate)).values()].map((own) => ({
    rate: own[0]!.learningRate,
    solved: own.filter(({ solved }) => solved).length,
    error: median(own.map(({ finalError }) => finalError ?? Number.MAX_VALUE))!,
  }));
  const [best] = merits.toSorted(
    (a, b) => b.solved - a.solved || a.error - b.error || Number(a.rate) - Number(b.rate),
  );
  return best!.rate;
}
