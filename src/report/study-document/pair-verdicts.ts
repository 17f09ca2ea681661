import type { Pair, TaskComparison } from '../compare/index.ts';
import type { Duel } from './duels.ts';

/** Whom an optimizer was held against, and what came out. */
export interface PairVerdicts {
  readonly name: string;
  /** Those that it was shown to be better than. */
  readonly better: readonly string[];
  /** Those that were shown to be better. */
  readonly worse: readonly string[];
  /** Those that no difference could be shown to. */
  readonly open: readonly string[];
}

/** The pairVerdicts of a task's optimizers, in their order. */
export function pairVerdicts({ optimizers, pairs }: TaskComparison): PairVerdicts[] {
  return optimizers.map(({ name }) => verdicts(name, pairs));
}

/** How an optimizer stands over all tasks. */
export function overallVerdicts(name: string, duels: readonly Duel[]): PairVerdicts {
  const betterFirst = duels.map(({ a, b, advantage, significant }) =>
    advantage < 0 ? { a: b, b: a, significant } : { a, b, significant },
  );
  return verdicts(name, betterFirst);
}

/** @param pairs each with the better one as `a`. */
function verdicts(name: string, pairs: readonly Pick<Pair, 'a' | 'b' | 'significant'>[]): PairVerdicts {
  const shown = pairs.filter(({ significant }) => significant);
  const unshown = pairs.filter(({ significant }) => !significant);
  return {
    name,
    better: shown.filter(({ a }) => a === name).map(({ b }) => b),
    worse: shown.filter(({ b }) => b === name).map(({ a }) => a),
    open: unshown.flatMap(({ a, b }) => (a === name ? [b] : b === name ? [a] : [])),
  };
}
