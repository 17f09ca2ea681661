import { describe, expect, test } from 'vitest';
import { diagnostics } from '../../src/diagnostics/index.ts';
import type { MeasurementRecord } from '../../src/results/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import type { PopulationPlan } from '../../src/training/population-plan.ts';
import { membersAreApart } from '../members-are-apart.ts';
import { recordsOf, recordsOfMember, smallPlan } from './small-plan.ts';
import { byMember, trainedWithStops } from './stops.ts';

const ppo = 'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=2,anneal_lr=false)';

/** Settings that keep a diagnostic short; others run with what they have by default. */
const short: Readonly<Record<string, Record<string, number>>> = { curvature: { steps: 4, probes: 2 } };

function planOf(name: string, given: Parameters<typeof smallPlan>[0] = {}): PopulationPlan {
  return {
    ...smallPlan({ agent: ppo, optimizers: ['SGD(lr=0.05)'], ...given }),
    diagnostics: [{ name, positional: [], settings: short[name] ?? {} }],
    diagnosticsEvery: 3,
  };
}

describe.each(diagnostics.entries().map(({ name }) => name))('%s', (name) => {
  test('changes nothing of what is trained, and reports finite numbers', async () => {
    const { diagnostics: _, diagnosticsEvery: __, ...without } = planOf(name);
    const plain = await recordsOf(without);
    const watched = await recordsOf(planOf(name));
    const isOwn = (record: (typeof watched)[number]): record is MeasurementRecord =>
      record.kind === 'measurement' && record.source === name;
    expect(watched.filter((record) => !isOwn(record))).toEqual(plain);
    const said = watched.filter(isOwn);
    expect(said.length).toBeGreaterThan(0);
    for (const { quantity, value } of said) expect(value, quantity).toSatisfy(Number.isFinite);
  });

  test('says the same of a member alone and in company, and of one that was stopped', async () => {
    const both = planOf(name, { seeds: [1, 2] });
    const together = await recordsOf(both);
    for (const [member, seed] of membersAreApart ? [1, 2].entries() : []) {
      expect(recordsOfMember(together, member)).toEqual(await recordsOf(planOf(name, { seeds: [seed] })));
    }
    expect(byMember(await trainedWithStops(both, [2, 1]))).toEqual(byMember(together));
  });

  test('a member that diverges harms nobody', async () => {
    const rates = ['SGD(lr=0.05)', 'SGD(lr=1e30)'];
    const together = await recordsOf(planOf(name, { optimizers: rates }));
    const alone = await recordsOf(planOf(name));
    const own = recordsOfMember(together, 0);
    if (membersAreApart) expect(own).toEqual(alone);
    else expect(own.map(({ kind }) => kind)).toEqual(alone.map(({ kind }) => kind));
    expect(recordsOfMember(together, 1).at(-1)).toMatchObject({ kind: 'end', status: 'diverged' });
  });

  test('leaves no tensors behind', async () => {
    await recordsOf(planOf(name));
    const before = tf.memory().numTensors;
    await recordsOf(planOf(name));
    expect(tf.memory().numTensors).toBe(before);
  });
});
