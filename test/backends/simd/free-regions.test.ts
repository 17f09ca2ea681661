import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FreeRegions } from '../../../src/backends/simd/free-regions.ts';

describe('free regions', () => {
  test('that touch become one, whenever they are added', () => {
    const regions = new FreeRegions();
    regions.add([
      { address: 300, bytes: 100 },
      { address: 100, bytes: 100 },
    ]);
    expect(regions.take(200)).toBeUndefined();
    regions.add([{ address: 200, bytes: 100 }]);
    expect(regions.take(300)).toBe(100);
    expect(regions.take(1)).toBeUndefined();
  });

  test('lend from the smallest that is large enough, and keep the rest', () => {
    const regions = new FreeRegions();
    regions.add([
      { address: 0, bytes: 500 },
      { address: 1000, bytes: 200 },
    ]);
    expect(regions.take(150)).toBe(1000);
    expect(regions.take(50)).toBe(1150);
    expect(regions.take(150)).toBe(0);
    expect(regions.take(350)).toBe(150);
  });

  test('never lend a byte twice, and lend every byte', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), fc.nat(), (sizes, seed) => {
        const regions = new FreeRegions();
        const sum = (some: readonly number[]) => some.reduce((a, b) => a + b, 0);
        const blocks = sizes.map((bytes, i) => ({ address: sum(sizes.slice(0, i)), bytes }));
        const end = sum(sizes);
        const turned = blocks.toSorted(
          (a, b) => ((a.address * 7 + seed) % 11) - ((b.address * 7 + seed) % 11),
        );
        regions.add(turned.slice(0, sizes.length / 2));
        regions.add(turned.slice(sizes.length / 2));
        const lent = new Set<number | undefined>(Array.from({ length: end }, () => regions.take(1)));
        expect(lent).toEqual(new Set(Array.from({ length: end }, (_, byte) => byte)));
        expect(regions.take(1)).toBeUndefined();
      }),
    );
  });
});
