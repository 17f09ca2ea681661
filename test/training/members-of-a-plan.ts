import { expect, test } from 'vitest';
import * as tf from '../../src/tensors/tf.ts';
import type { PopulationPlan } from '../../src/training/population-plan.ts';
import { membersAreApart } from '../members-are-apart.ts';
import { recordsOf, recordsOfMember } from './small-plan.ts';
import { byMember, trainedWithStops } from './stops.ts';

/**
 * Tests that members depend on nobody, and that training goes on where it was stopped.
 *
 * @param plan a small one with these seeds or optimizers, of one seed and one optimizer by itself.
 */
export function testMembersOf(
  plan: (own?: { readonly seeds?: number[]; readonly optimizers?: string[] }) => PopulationPlan,
): void {
  test.skipIf(!membersAreApart)(
    'has members that depend on nobody, and goes on where it was stopped',
    async () => {
      const both = plan({ seeds: [1, 2] });
      const together = await recordsOf(both);
      for (const [member, seed] of [1, 2].entries()) {
        expect(recordsOfMember(together, member)).toEqual(await recordsOf(plan({ seeds: [seed] })));
      }
      expect(byMember(await trainedWithStops(both, [2, 1]))).toEqual(byMember(together));
    },
  );

  test('is not harmed by a member that diverges, and leaves no tensors behind', async () => {
    const optimizers = ['SGD(lr=0.01)', 'SGD(lr=1e38)'];
    const alone = await recordsOf(plan({ optimizers: [optimizers[0]!] }));
    const before = tf.memory().numTensors;
    const together = await recordsOf(plan({ optimizers }));
    expect(tf.memory().numTensors).toBe(before);
    const own = recordsOfMember(together, 0);
    if (membersAreApart) expect(own).toEqual(alone);
    else expect(own.map(({ kind }) => kind)).toEqual(alone.map(({ kind }) => kind));
    expect(recordsOfMember(together, 1).at(-1)).toMatchObject({ kind: 'end', status: 'diverged' });
  });
}
