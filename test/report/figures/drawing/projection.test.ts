import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Place, projection } from '../../../../src/report/figures/drawing/projection.ts';

describe('the projection', () => {
  test('from above is the map', () => {
    const view = projection(0, Math.PI / 2, 0.9);
    const [right, down] = view([0.3, 0.4, 0.9]);
    expect([right, down]).toEqual([expect.closeTo(0.3, 9), expect.closeTo(-0.4, 9)]);
    const [, , high] = view([0, 0, 1]);
    const [, , low] = view([0, 0, 0]);
    expect(high).toBeLessThan(low);
  });

  test('of a cube only turns it: no two places come nearer or go apart', () => {
    const place = fc.tuple(
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    const angle = fc.double({ min: -7, max: 7, noNaN: true });
    fc.assert(
      fc.property(angle, angle, place, place, (turn, tilt, one, other) => {
        const view = projection(turn, tilt, 2);
        const inSpace = ([x, y, height]: Place) => [x, y, 2 * height - 1];
        expect(distance(view(one), view(other))).toBeCloseTo(distance(inSpace(one), inSpace(other)), 9);
      }),
    );
  });
});

function distance(one: readonly number[], other: readonly number[]): number {
  return Math.hypot(...one.map((value, index) => value - other[index]!));
}
