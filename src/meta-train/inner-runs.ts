import type { MetaPlan } from './meta-plan.ts';
import { begunRun, type InnerRun, lengthOf, livedOn, persistentGradient } from './persistent-es.ts';

/** Where the runs of all candidates stand between two generations, with `--strategy pes`. */
export interface InnerRuns {
  /** One a pair. */
  readonly runs: readonly InnerRun[];
  /** Of each member, candidate by candidate and seed by seed; undefined for one that begins. */
  readonly checkpoints: readonly (Uint8Array | undefined)[];
}

/** What became of the candidates in a generation. */
export interface Tried {
  readonly directions: readonly Float64Array[];
  /** Of each; NaN where there is none. */
  readonly fitness: readonly number[];
  /** Those that diverged. */
  readonly lost: readonly boolean[];
  /** The last of each member; those that have ended may have an old one. */
  readonly checkpoints: readonly (Uint8Array | undefined)[];
}

/** Before the first generation; undefined where every generation trains its candidates from their beginning to their end. */
export function firstInnerRuns({
  settings: { truncations, pairs, seeds },
  theta,
}: Pick<MetaPlan, 'settings' | 'theta'>): InnerRuns | undefined {
  if (truncations === undefined) return undefined;
  return {
    runs: Array.from({ length: pairs }, () => begunRun(1, theta.length)),
    checkpoints: new Array<undefined>(2 * pairs * seeds).fill(undefined),
  };
}

/** The share of its budget that each member has spent when the next truncation is over. */
export function endsOfTruncations(
  { runs }: InnerRuns,
  { truncations, seeds }: MetaPlan['settings'],
): number[] {
  return runs.flatMap((run) => new Array<number>(2 * seeds).fill((run.truncations + 1) / truncations!));
}

/** What a generation says of the gradient, and where its candidates stand for the next one. @param generation that is over. */
export function afterTruncation(
  inner: InnerRuns,
  { directions, fitness, lost, checkpoints }: Tried,
  sigma: number,
  generation: number,
  { truncations, pairs, seeds }: MetaPlan['settings'],
): { readonly gradient: Float64Array; readonly inner: InnerRuns } {
  const moved = inner.runs.map((run, pair) => livedOn(run, directions[2 * pair]!, sigma));
  const gradient = persistentGradient(moved, differences(fitness, lost));
  const over = moved.map(
    (run, pair) =>
      run.truncations >= lengthOf(run, pair, pairs, truncations!) || lost[2 * pair]! || lost[2 * pair + 1]!,
  );
  return {
    gradient,
    inner: {
      runs: moved.map((run, pair) => (over[pair] ? begunRun(generation + 1, gradient.length) : run)),
      checkpoints: checkpoints.map((state, member) =>
        over[Math.floor(member / (2 * seeds))] ? undefined : state,
      ),
    },
  };
}

/**
 * How much better the + of each pair did than its −. Who diverged did as badly as the worst candidate that has a fitness;
 * where a truncation has seen no episode end, there is nothing to be said, which is 0.
 *
 * @param fitness of + and − of each pair in turn, of which at least one is a number.
 */
export function differences(fitness: readonly number[], lost: readonly boolean[]): number[] {
  const worst = Math.min(...fitness.filter((value) => !Number.isNaN(value)));
  const worth = fitness.map((value, candidate) => (lost[candidate] ? worst : value));
  return Array.from({ length: fitness.length / 2 }, (_, pair) => {
    const difference = worth[2 * pair]! - worth[2 * pair + 1]!;
    return Number.isNaN(difference) ? 0 : difference;
  });
}
