import { holm, mean, signFlipTest } from '../../stats/index.ts';
import type { ComparedOptimizer, Comparison } from '../compare/index.ts';
import { alpha } from '../compare/pair-test.ts';

/** Two optimizers over all tasks, run against run of one seed. */
export interface Duel {
  readonly a: string;
  readonly b: string;
  /** Duels that `a` wins less those that it loses, as a share of all. */
  readonly advantage: number;
  /** After Holm over all pairs. */
  readonly pAdjusted: number;
  readonly significant: boolean;
}

const fewestSeeds = 3;

/**
 * Is one optimizer better than another over all tasks? On every task two runs of one seed make a duel, won, lost or
 * drawn, so that no scale of returns matters. The mean of a seed's duels is one number, for a seed is one draw of
 * chance, and whether these lie around 0 is tested by flipping their signs. In the order of `overall.pairs`.
 *
 * @returns undefined where there are fewer than two tasks, or not the same three seeds or more everywhere.
 */
export function duels({ tasks, overall, better }: Comparison): Duel[] | undefined {
  if (overall === undefined) return undefined;
  const shared = tasks.filter(({ optimizers }) => optimizers.length === overall.optimizers.length);
  const everybody = shared.flatMap(({ optimizers }) => optimizers);
  const seeds = everybody[0]?.seedList ?? [];
  if (seeds.length < fewestSeeds || everybody.some(({ seedList }) => String(seedList) !== String(seeds))) {
    return undefined;
  }
  const raw = overall.pairs.map(({ a, b }) => {
    const outcomes = shared.map(({ optimizers }) =>
      outcomesOf(named(optimizers, a), named(optimizers, b), better),
    );
    const bySeed = seeds.map((_, place) => mean(outcomes.map((outcome) => outcome[place]!))!);
    return { a, b, advantage: mean(bySeed)!, p: signFlipTest(bySeed)!.p };
  });
  const adjusted = holm(raw.map(({ p }) => p));
  return raw.map(({ a, b, advantage }, index) => {
    const pAdjusted = adjusted[index]!;
    return { a, b, advantage, pAdjusted, significant: pAdjusted <= alpha };
  });
}

function named(optimizers: readonly ComparedOptimizer[], name: string): ComparedOptimizer {
  return optimizers.find((each) => each.name === name)!;
}

/** 1 for each seed with which `a` did better, −1 where `b` did, 0 for a draw. */
function outcomesOf(a: ComparedOptimizer, b: ComparedOptimizer, better: Comparison['better']): number[] {
  const worst = better === 'higher' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return a.scores.map((own, place) => {
    const [mine, other] = [own ?? worst, b.scores[place] ?? worst];
    if (mine === other) return 0;
    return mine > other === (better === 'higher') ? 1 : -1;
  });
}
