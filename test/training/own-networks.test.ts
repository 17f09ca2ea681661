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

test.runIf(membersAreApart)(
  'decays stand in the file of weights or in settings, which come first, and are those of each member',
  async () => {
    const array = (...values: number[]) => ({ shape: [values.length], values });
    const decays = {
      momentum_decays: array(0.1, -0.05, 0.02),
      rms_decays: array(0.03),
      adafactor_decays: array(-0.1, 0, 0.2),
    };
    const settings = 'momentum_decays=[0.1,-0.05,0.02],rms_decays=[0.03],adafactor_decays=[-0.1,0,0.2]';
    const inFile = adafacFileTimes(1, 8, decays);
    const specs = [
      `ADAFACLO(weights="${inFile}")`,
      `ADAFACLO(weights="${adafacFileTimes(1)}",${settings})`,
      `ADAFACLO(weights="${inFile}",rms_decays=[0])`,
      `ADAFACLO(weights="${adafacFileTimes(1)}")`,
    ];
    const together = await recordsOf(smallPlan({ optimizers: specs, totalTimesteps: 96 }));
    const [ofFile, set, setOver, plain] = specs.map((_, member) => recordsOfMember(together, member));
    expect(ofFile).toEqual(set);
    expect(setOver).not.toEqual(ofFile);
    expect(plain).not.toEqual(ofFile);
  },
);
