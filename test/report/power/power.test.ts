import { describe, expect, test } from 'vitest';
import { toldInTerminal } from '../../../src/report/compare/index.ts';
import { comparePower } from '../../../src/report/power/compare-power.ts';
import { powerSentences, toldOfPower } from '../../../src/report/power/power-text.ts';
import { requiredSampleSize } from '../../../src/stats/index.ts';
import { made, seeds } from '../compare/made-experiment.ts';

const scores = [10, 20, 30, 40, 50, 60, 70, 80];
/** Differences 1 and −1 in turn about 3: standard deviation √(8/7). */
const others = scores.map((score, index) => score + 3 + (index % 2 === 0 ? 1 : -1));
const spread = Math.sqrt(8 / 7);

describe('comparePower', () => {
  test('says how many seeds a difference needs, of the spread within pairs', () => {
    const { db } = made(seeds('SGD', scores), seeds('ADAM', others));
    const found = comparePower(db, { differences: [1, 2] });
    expect(found).toMatchObject({ tests: 1, level: 0.05, power: 0.8 });
    expect(found.tasks[0]!.spread!.median).toBeCloseTo(spread, 12);
    expect(found.tasks[0]!.needed).toEqual(
      [1, 2].map((difference) => {
        const needed = Math.max(6, requiredSampleSize(difference / spread, { paired: true })!);
        return { difference, seeds: needed, atMost: needed };
      }),
    );
    // What is shown with eight needs about eight.
    expect(requiredSampleSize(found.tasks[0]!.shown! / spread, { paired: true })).toBe(8);
    expect(powerSentences(found)[0]).toMatch(
      /^cartpole, ppo: 8 seeds, as there are, show a difference of about 1\.\d+ or more\.$/,
    );
    expect(toldInTerminal(toldOfPower(found)).replaceAll(/\s+/g, ' ')).toContain(
      'in 80 of 100 studies at p = 0.05.',
    );
  });

  test('takes single scores where seeds differ, and more tests need more seeds', () => {
    const pairs = comparePower(made(seeds('SGD', scores), seeds('ADAM', others).slice(1)).db, {
      differences: [20],
    });
    expect(pairs.tasks[0]).toMatchObject({ paired: false, seeds: 7 });
    expect(pairs.tasks[0]!.spread!.median).toBeGreaterThan(20);
    const [few, many] = [1, 4].map((count) => {
      const optimizers = Array.from({ length: count }, (_, place) =>
        seeds(
          `O${place}`,
          scores.map((score, index) => score + ((index * (place + 2)) % 5)),
        ),
      );
      return comparePower(made(seeds('SGD', scores), ...optimizers).db, {
        optimizers: undefined,
        differences: [0.8],
      });
    });
    expect(many!.level).toBeCloseTo(0.005, 12);
    expect(few!.level).toBe(0.05);
    expect(many!.tasks[0]!.needed[0]!.atMost).toBeGreaterThan(few!.tasks[0]!.needed[0]!.atMost);
  });

  test('cannot say anything of two seeds, nor where nothing scatters', () => {
    const two = comparePower(made(seeds('SGD', [1, 2]), seeds('ADAM', [4, 9])).db);
    expect(two.tasks[0]).toMatchObject({ spread: undefined, needed: [], shown: undefined });
    expect(powerSentences(two)).toEqual([
      'cartpole, ppo: how many seeds are enough cannot be said of fewer than 3.',
    ]);
    const alike = comparePower(made(seeds('SGD', scores), seeds('ADAM', scores)).db);
    expect(powerSentences(alike)[0]).toContain('cannot be said, for no two seeds differ');
    const five = comparePower(made(seeds('SGD', scores.slice(3)), seeds('ADAM', others.slice(3))).db);
    expect(powerSentences(five)).toEqual(['cartpole, ppo: 5 seeds can show no difference, however large.']);
  });

  test('refuses times to the threshold and a difference of nothing', () => {
    const { db } = made(seeds('SGD', scores), seeds('ADAM', others));
    expect(() => comparePower(db, { metric: 'steps_to_threshold' })).toThrow(
      'nothing can be said of steps_to_threshold',
    );
    expect(() => comparePower(db, { differences: [0] })).toThrow('a difference is a number above 0, given 0');
  });
});
