import type { Pair, TaskComparison } from '../compare/index.ts';

/** Whom an optimizer was held against on a task, and what came out. */
export interface Standing {
  readonly name: string;
  /** Those that it was shown to be better than. */
  readonly better: readonly string[];
  /** Those that were shown to be better. */
  readonly worse: readonly string[];
  /** Those that no difference could be shown to. */
  readonly open: readonly string[];
}

/** The standings of a task's contenders, in their order. */
export function standings({ contenders, pairs }: TaskComparison): Standing[] {
  return contenders.map(({ name }) => {
    const shown = pairs.filter(({ significant }) => significant);
    return {
      name,
      better: shown.filter(({ a }) => a === name).map(({ b }) => b),
      worse: shown.filter(({ b }) => b === name).map(({ a }) => a),
      open: pairs.filter((pair) => !pair.significant && isOf(pair, name)).map((pair) => otherOf(pair, name)),
    };
  });
}

function isOf({ a, b }: Pair, name: string): boolean {
  return a === name || b === name;
}

function otherOf({ a, b }: Pair, name: string): string {
  return a === name ? b : a;
}
