import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planMemory } from '../../../../src/backends/simd/recording/plan-memory.ts';

const lifetime = fc
  .record({ units: fc.integer({ min: 1, max: 9 }), first: fc.nat(30), calls: fc.nat(10) })
  .map(({ units, first, calls }) => ({ bytes: units * 64, first, last: first + calls }));
const lifetimes = fc.array(lifetime).map((all) => all.toSorted((a, b) => a.first - b.first));

test('blocks that are needed at the same time never share memory', () => {
  fc.assert(
    fc.property(lifetimes, (all) => {
      const { starts, bytes } = planMemory(all);
      for (const [one, a] of all.entries()) {
        expect(starts[one]! + a.bytes).toBeLessThanOrEqual(bytes);
        for (const [other, b] of all.slice(0, one).entries()) {
          const together = b.last >= a.first;
          const apart = starts[one]! + a.bytes <= starts[other]! || starts[other]! + b.bytes <= starts[one]!;
          expect(!together || apart).toBe(true);
        }
      }
    }),
  );
});

test('a block that is no longer needed makes room for the next', () => {
  const inTurn = [0, 1, 2, 3].map((call) => ({ bytes: 64, first: 2 * call, last: 2 * call + 1 }));
  expect(planMemory(inTurn)).toEqual({ starts: [0, 0, 0, 0], bytes: 64 });
});
