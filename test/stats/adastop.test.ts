import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/random.ts';
import { adaStop } from '../../src/stats/index.ts';

interface Case {
  readonly kind: 'as released' | 'absolute';
  readonly n: number;
  readonly K: number;
  readonly alpha: number;
  readonly values: readonly (readonly number[])[];
  readonly looks: readonly {
    readonly boundary: number | null;
    readonly level_spent: number;
    readonly decisions: readonly ('continue' | 'larger' | 'smaller')[];
  }[];
}

const goldens = JSON.parse(
  readFileSync(new URL('../goldens/stats/adastop.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Case[] };

describe('adaStop(values) as adastop has it', () => {
  test.each(goldens.cases.map((each, index) => ({ ...each, index })))(
    'case $index: $kind, blocks of $n, $K looks, level $alpha',
    ({ kind, n, K, alpha, values, looks }) => {
      // The released thresholds are of signed differences: of two algorithms those of twice the level.
      const factor = kind === 'as released' ? 2 : 1;
      const options = { block: n, looks: K, alpha: factor * alpha, permutations: 300_000 };
      const found = adaStop(values, options);
      expect(found.looks).toHaveLength(looks.length);
      for (const [index, { boundary, level_spent }] of looks.entries()) {
        const { threshold, levelSpent } = found.looks[index]!;
        if (boundary === null) expect(threshold).toBe(Number.POSITIVE_INFINITY);
        else expect(Math.abs(threshold / boundary - 1)).toBeLessThan(1e-12);
        // Absolute differences come in pairs of which twice a level may cut one.
        if (kind === 'absolute') expect(levelSpent).toBeCloseTo(level_spent, 12);
        const so = adaStop(
          values.map((own) => own.slice(0, (index + 1) * n)),
          options,
        );
        const decisions = so.pairs.map(({ a, larger }) =>
          larger === undefined ? 'continue' : larger === a ? 'larger' : 'smaller',
        );
        expect(decisions).toEqual(looks[index]!.decisions);
      }
    },
  );
});

describe('adaStop(values)', () => {
  const far = [0, 10, 20].map((level) => [0.1, 0.5, 0.3, 0.9, 0.7].map((value) => value + level));

  test('decides all pairs of algorithms that are far apart after one block, and asks for nothing more', () => {
    const { pairs, open, looks } = adaStop(far, { block: 5, looks: 6 });
    expect(pairs.map(({ larger }) => larger)).toEqual([1, 2, 2]);
    expect([open, looks.length]).toEqual([[], 1]);
  });

  test('asks for another block of those that are open alone, and for none after the last look', () => {
    const two = [far[0]!, [0.2, 0.4, 0.35, 0.8, 0.65], far[2]!];
    const found = adaStop(two, { block: 5, looks: 6 });
    expect(found.pairs.map(({ larger }) => larger)).toEqual([undefined, 2, 2]);
    expect(found.open).toEqual([0, 1]);
    expect(adaStop(two, { block: 5, looks: 1 }).open).toEqual([]);
    expect(adaStop([[], [], []], { block: 5, looks: 6 }).open).toEqual([0, 1, 2]);
  });

  test('of equal values nothing can be said, ever', () => {
    const same = Array.from({ length: 2 }, () => Array<number>(20).fill(3));
    expect(adaStop(same, { block: 5, looks: 4 }).pairs[0]!.larger).toBeUndefined();
  });

  test('refuses what is no number, a block of one and no look', () => {
    expect(() => adaStop([[Number.NaN], [1]], { block: 2, looks: 1 })).toThrow('value 0 of 1 is NaN');
    expect(() => adaStop(far, { block: 1, looks: 1 })).toThrow(
      'blocks are of 2 or more and looks 1 or more, given 1, 1',
    );
  });

  /** How often any pair is called different, and how many blocks that took, of algorithms with these means. */
  function simulated(means: readonly number[], repetitions: number, seed: number) {
    const stream = RandomStream.of(seed, 'adastop simulation');
    let [wrong, right, blocks] = [0, 0, 0];
    for (let i = 0; i < repetitions; i++) {
      const values = means.map((at) => Array.from({ length: 20 }, () => at + stream.normal()));
      const { pairs, looks } = adaStop(values, { block: 5, looks: 4, permutations: 2000, seed: i });
      const shown = pairs.filter(({ larger }) => larger !== undefined);
      const isRight = ({ a, b, larger }: (typeof shown)[number]) =>
        means[a] !== means[b] && larger === (means[a]! > means[b]! ? a : b);
      if (shown.some((pair) => !isRight(pair))) wrong++;
      if (shown.filter(isRight).length === pairs.filter(({ a, b }) => means[a] !== means[b]).length) right++;
      blocks += looks.length;
    }
    return { wrong: wrong / repetitions, right: right / repetitions, blocks: blocks / repetitions };
  }

  test('errs in at most 5 % of families, whether none differ or some do', () => {
    // Two standard errors of 400 repetitions at 0.05 are 0.022.
    expect(simulated([0, 0, 0], 400, 1).wrong).toBeLessThan(0.05 + 0.022);
    expect(simulated([0, 0, 3], 400, 2).wrong).toBeLessThan(0.05 + 0.022);
  });

  test('shows a difference of two standard deviations nearly always, before all blocks are spent', () => {
    const { right, blocks } = simulated([0, 2], 200, 3);
    expect(right).toBeGreaterThan(0.95);
    expect(blocks).toBeLessThan(3);
  });
});
