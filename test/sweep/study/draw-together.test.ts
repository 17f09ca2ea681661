import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../src/random.ts';
import { sobolPoints } from '../../../src/stats/index.ts';
import type { Distribution } from '../../../src/sweep/study/distribution.ts';
import { type DrawnSetting, drawTogether } from '../../../src/sweep/study/draw-together.ts';

function setting(key: string, distribution: Distribution, integers = false): DrawnSetting {
  return { purpose: ['X', key], distribution, integers };
}

const two = [setting('a', { uniform: [0, 1] }), setting('b', { log_uniform: [1e-4, 1e-1] })];

describe('settings that are drawn together', () => {
  test("are points of Sobol's sequence with a shift of each setting, to three digits", () => {
    const shifts = two.map(({ purpose }) => RandomStream.of(7, 'study', ...purpose).uniform(0, 1));
    const expected = sobolPoints(2, 16).map((point) => {
      const [u, v] = point.map((each, place) => (each + shifts[place]!) % 1) as [number, number];
      return [Number(u.toPrecision(3)), Number((1e-4 * 1000 ** v).toPrecision(3))];
    });
    const drawn = drawTogether(two, { sobol: 16 }, 7) as number[][];
    for (const [index, values] of drawn.entries()) {
      expect(values[0]).toBeCloseTo(expected[index]![0]!, 10);
      expect(values[1]).toBeCloseTo(expected[index]![1]!, 10);
    }
    // One in each sixteenth, as shifted points have it but for where the shift cuts.
    expect(new Set(drawn.map(([u]) => Math.floor(16 * ((u! - shifts[0]! + 2) % 1) + 0.02) % 16)).size).toBe(
      16,
    );
  });

  test.each(['random', 'sobol'] as const)('differ, begin alike and depend on the seed: %s', (kind) => {
    const mixed = [
      setting('a', { uniform: [1, 3] }, true),
      setting('b', { choice: ['x', 'y'] }),
      setting('c', { log_uniform: [1e-3, 1] }),
    ];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (count, seed) => {
        const drawn = drawTogether(mixed, { [kind]: count }, seed);
        expect(new Set(drawn.map((each) => JSON.stringify(each))).size).toBe(count);
        expect(drawTogether(mixed, { [kind]: count + 9 }, seed).slice(0, count)).toEqual(drawn);
        for (const [a, b, c] of drawn as [number, string, number][]) {
          expect([1, 2, 3]).toContain(a);
          expect(['x', 'y']).toContain(b);
          expect(c >= 1e-3 && c <= 1).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
    expect(drawTogether(mixed, { [kind]: 4 }, 1)).not.toEqual(drawTogether(mixed, { [kind]: 4 }, 2));
  });

  test.each(['random', 'sobol'] as const)(
    'are all that there are where so many are asked for: %s',
    (kind) => {
      const few = [setting('a', { uniform: [1, 3] }, true), setting('b', { choice: [true, false] })];
      expect(drawTogether(few, { [kind]: 6 }, 0)).toHaveLength(6);
      expect(() => drawTogether(few, { [kind]: 7 }, 0)).toThrow(
        'more different values than there are (6 found)',
      );
    },
  );

  test('have the digits that a narrow interval needs', () => {
    const narrow = [setting('a', { uniform: [0.999, 0.99999] })];
    const drawn = drawTogether(narrow, { sobol: 16 }, 0).flat() as number[];
    expect(new Set(drawn).size).toBe(16);
    expect(drawn.filter((value) => value > 0.9992 && value < 0.9998).length).toBeGreaterThan(6);
  });

  test('are ten at most for sobol', () => {
    const many = Array.from({ length: 11 }, (_, place) => setting(String(place), { uniform: [0, 1] }));
    expect(() => drawTogether(many, { sobol: 2 }, 0)).toThrow(
      'up to 10 settings together, given 11; use random',
    );
    expect(drawTogether(many, { random: 2 }, 0)).toHaveLength(2);
  });
});
