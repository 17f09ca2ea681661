import { expect, test } from 'vitest';
import { membersAreApart } from '../members-are-apart.ts';
import { adafacFileTimes } from '../optimizers/examples.ts';
import { recordsOf, recordsOfMember, smallPlan } from './small-plan.ts';

test.runIf(membersAreApart).each(['ADAFACLO', 'MULO'])(
  'members of %s may have networks of their own, and compute the same bits as alone',
  async (name) => {
    const specs = [1, 0.5, -2].map((factor) => `${name}(weights="${adafacFileTimes(factor)}")`);
    const together = await recordsOf(smallPlan({ optimizers: specs, totalTimesteps: 64 }));
    for (const [member, optimizer] of specs.entries()) {
      const alone = await recordsOf(smallPlan({ optimizers: [optimizer], totalTimesteps: 64 }));
      expect(recordsOfMember(together, member)).toEqual(alone);
    }
    expect(recordsOfMember(together, 0)).not.toEqual(recordsOfMember(together, 1));
  },
);

test('networks of unlike sizes are refused in one population', async () => {
  const specs = [4, 8].map((hidden) => `ADAFACLO(weights="${adafacFileTimes(1, hidden)}")`);
  await expect(recordsOf(smallPlan({ optimizers: specs, totalTimesteps: 64 }))).rejects.toThrow(
    /cannot differ in the sizes of their networks \(39 × 4, 4 × 4, 4 × 2 in .*, 39 × 8, 8 × 8, 8 × 2 in/,
  );
});
