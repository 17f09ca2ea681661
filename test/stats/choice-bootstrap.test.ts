import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/random.ts';
import {
  bootstrapInterval,
  type Choosable,
  choiceEffectInterval,
  choiceInterval,
  choiceShares,
  mean,
  pairedBootstrapInterval,
} from '../../src/stats/index.ts';

const scores = [3, 1, 4, 1, 5, 9, 2, 6];
const setting = (judged: readonly number[], given?: readonly number[]): Choosable => ({
  judged,
  scores: given,
  standIn: judged,
});

describe('choiceShares(settings)', () => {
  test('is 1 for a setting that is ahead on every seed', () => {
    expect(choiceShares([setting([1, 2, 3]), setting([4, 5, 6], scores)])).toEqual([0, 1]);
  });

  test('of three seeds with one far apart are known: it decides unless it is not drawn', () => {
    // The second is chosen exactly where its one good seed is drawn: 1 − (2/3)³.
    const shares = choiceShares([setting([1, 1, 1], scores), setting([0, 0, 100])], { resamples: 40_000 })!;
    expect(shares[1]).toBeCloseTo(1 - (2 / 3) ** 3, 2);
    expect(shares[0]! + shares[1]!).toBe(1);
  });

  test('of equals the first is chosen, and fewer than three seeds cannot say', () => {
    expect(choiceShares([setting([2, 2, 2], scores), setting([2, 2, 2])])).toEqual([1, 0]);
    expect(choiceShares([setting([1, 2], scores), setting([2, 1])])).toBeUndefined();
  });
});

describe('choiceInterval(settings)', () => {
  test('is that of the scores where the choice is certain', () => {
    const [low, high] = choiceInterval([setting([1, 2, 3]), setting([4, 5, 6], scores)], {
      resamples: 20_000,
    })!;
    const [from, to] = bootstrapInterval(scores, mean, { resamples: 20_000 })!;
    expect(low).toBeCloseTo(from, 0);
    expect(high).toBeCloseTo(to, 0);
  });

  test('reaches to the tuning runs of settings that might have been chosen and were never scored', () => {
    const open = [
      { judged: [1, 1, 1, 1.2], scores: [10, 10, 10, 10], standIn: [10, 10, 10, 10] },
      { judged: [0.9, 1.1, 1, 1.1], scores: undefined, standIn: [-50, -50, -50, -50] },
    ];
    expect(choiceInterval(open)).toEqual([-50, 10]);
    expect(bootstrapInterval(open[0]!.scores!, mean)).toEqual([10, 10]);
  });

  test('is undefined of few seeds, refuses settings that do not match', () => {
    expect(choiceInterval([setting([1, 2], scores), setting([2, 1])])).toBeUndefined();
    expect(choiceInterval([setting([1, 2, 3], [1, 2]), setting([2, 1, 3])])).toBeUndefined();
    expect(() => choiceInterval([setting([1, 2, 3], scores), setting([1, 2])])).toThrow(
      'need the same tuning seeds',
    );
  });

  /** Seeds tune three alike rates, and fresh seeds score the chosen one; rates have means of their own, drawn anew. */
  test('holds the mean of what choosing by other seeds gives more often than the interval of the chosen rate does', () => {
    const stream = RandomStream.of(3, 'coverage');
    const rates = [0, 0.6, -0.6];
    // By symmetry around no rate in particular: estimated once, at length.
    const chosen = (means: readonly number[]) => means.indexOf(Math.max(...means));
    const draw = (at: number, count: number) => Array.from({ length: count }, () => at + stream.normal());
    const tuningSeeds = 5;
    let total = 0;
    const long = 20_000;
    for (let i = 0; i < long; i++) total += rates[chosen(rates.map((at) => mean(draw(at, tuningSeeds))!))]!;
    const truth = total / long;
    let [held, heldChosen] = [0, 0];
    const repetitions = 400;
    for (let i = 0; i < repetitions; i++) {
      const tuning = rates.map((at) => draw(at, tuningSeeds));
      const best = chosen(tuning.map((values) => mean(values)!));
      const scored = draw(rates[best]!, 10);
      const settings = tuning.map((values, place) => setting(values, place === best ? scored : undefined));
      const [low, high] = choiceInterval(settings, { resamples: 500 })!;
      if (low <= truth && truth <= high) held++;
      const [from, to] = bootstrapInterval(scored, mean, { resamples: 500 })!;
      if (from <= truth && truth <= to) heldChosen++;
    }
    expect(held / repetitions).toBeGreaterThan(heldChosen / repetitions);
    expect(held / repetitions).toBeGreaterThan(0.9);
  });
});

describe('choiceEffectInterval(a, b)', () => {
  const difference = (a: number, b: number) => a - b;

  test('cancels what seeds have in common where they are paired', () => {
    const a = [
      setting(
        [4, 5, 6],
        scores.map((score) => score + 2),
      ),
    ];
    const b = [setting([4, 5, 6], scores)];
    expect(choiceEffectInterval(a, b, difference, { paired: true })).toEqual([2, 2]);
    const [low, high] = choiceEffectInterval(a, b, difference, { paired: false })!;
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(3);
    expect(pairedBootstrapInterval(scores, scores, (x, y) => mean(x)! - mean(y)!)).toEqual([0, 0]);
  });
});
