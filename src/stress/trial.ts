import type { Call } from '../call-expression.ts';
import type { StressTrialRow } from '../results/index.ts';
import * as tf from '../tensors/tf.ts';
import type { PopulationView } from '../training/population-view.ts';
import { train } from '../training/train.ts';
import { populationParts } from '../workloads/population-parts.ts';
import { errorAt, type Problem, sizeOf, usualTolerance } from './problem.ts';
import { drawnAt, type Fate, fatesOf, problemWorkload } from './problem-workload.ts';

/** Who tries. */
export interface Trier {
  /** All of one population are spellings of one optimizer. */
  readonly call: Call;
  readonly seed: number;
}

/** What a trial comes to. */
export type Outcome = Pick<StressTrialRow, 'status' | 'finalError' | 'solved' | 'stepsToSolved'>;

/** How often members are looked at, at equal distances. */
const looks = 50;

/** The last share of the steps, in which a problem must stay solved. */
const held = 0.1;

/**
 * Lets a population try a problem, all members in one tensor program: how one fares depends on nobody else.
 *
 * @param steps of the optimizer, at least 1.
 * @returns one a member; undefined where the signal has stopped it.
 */
export async function tryProblem(
  problem: Problem,
  triers: readonly Trier[],
  steps: number,
  signal?: AbortSignal,
): Promise<Outcome[] | undefined> {
  const seeds = triers.map(({ seed }) => seed);
  const fates = fatesOf(problem, seeds, steps);
  const stepsPerUpdate = Math.ceil(steps / looks);
  const parts = populationParts(
    seeds,
    triers.map(({ call }) => call),
    { count: 0 },
    () => problemWorkload(problem, fates, steps, stepsPerUpdate),
  );
  const seen: Seen[] = [];
  const populationObserver = async (view: PopulationView): Promise<void> => {
    seen.push({ step: Math.min(steps, seen.length * stepsPerUpdate), at: await view.parameters() });
  };
  const diverged = triers.map(() => false);
  for await (const records of train(parts, { populationObserver, signal })) {
    for (const record of records) {
      if (record.kind === 'end' && record.status === 'diverged') diverged[record.member] = true;
    }
  }
  if (signal?.aborted) return undefined;
  const errors = await errorsOf(problem, fates, seen);
  const { tolerance = usualTolerance } = problem;
  return triers.map((_, member) => {
    const own = seen.map(({ step }, look) => ({ step, share: errors[look]![member]! / errors[0]![member]! }));
    return outcomeOf(own, steps, tolerance, diverged[member]!);
  });
}

/** Where all members stand, by what they are to be judged by, after so many steps. */
interface Seen {
  readonly step: number;
  readonly at: readonly ArrayLike<number>[];
}

/** How far from solved each member was when it was seen. */
async function errorsOf(
  problem: Problem,
  fates: readonly Fate[],
  seen: readonly Seen[],
): Promise<Float32Array[]> {
  const { disturbance } = problem;
  const errors = seen.map(({ step, at }) =>
    tf.tidy(() => {
      const x = tf.tensor(
        at.flatMap((row) => Array.from(row)),
        [fates.length, 1, sizeOf(problem)],
      );
      if (!disturbance) return errorAt(problem, x, undefined);
      const drawn = drawnAt(fates, Math.max(1, step), disturbance.size);
      return errorAt(problem, x, tf.tensor(drawn, [fates.length, 1, disturbance.size]));
    }),
  );
  const values = await Promise.all(errors.map((error) => error.data() as Promise<Float32Array>));
  tf.dispose(errors);
  return values;
}

/** @param own the share of its first error that a member has after so many steps, in order. */
function outcomeOf(
  own: readonly { readonly step: number; readonly share: number }[],
  steps: number,
  tolerance: number,
  diverged: boolean,
): Outcome {
  const last = own.at(-1)!.share;
  if (diverged || !Number.isFinite(last)) {
    return { status: 'diverged', finalError: null, solved: false, stepsToSolved: null };
  }
  const off = own.findLastIndex(({ share }) => !(share <= tolerance));
  const from = own[off + 1]?.step;
  const solved = from !== undefined && from <= (1 - held) * steps;
  return { status: 'finished', finalError: last, solved, stepsToSolved: solved ? from : null };
}
