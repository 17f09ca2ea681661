import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { type Member, memberValues, populate, start } from './trial.ts';

/** The first update on the given gradient, for parameters of the same values. */
function firstUpdate(
  spec: string,
  values: readonly number[],
  shape: readonly [number, number] = [1, values.length],
) {
  const member: Member = { p: { shape, values } };
  const optimizer = makeOptimizer(spec);
  const { params, state } = start(optimizer, [member]);
  return memberValues(optimizer.update(populate([member]), state, params, { step: 1 }).updates, 0)[0]!;
}

/** Nothing but the normalisation. */
const bare = 'momentum=0,adaptive=false,lr=1';

describe('MILO', () => {
  test('with layers normalised as a whole is MILO_LW', () => {
    const gradient = [1, -2, 3, 5];
    expect(firstUpdate('MILO(layer_wise=true)', gradient)).toEqual(firstUpdate('MILO_LW', gradient));
    expect(firstUpdate('MILO', gradient)).not.toEqual(firstUpdate('MILO_LW', gradient));
  });

  test.each(['MILO', 'MILO_LW'])('as %s leaves a tensor of one number un-normalised', (name) => {
    expect(firstUpdate(`${name}(${bare})`, [3])).toEqual([-3]);
  });

  test('as MILO_LW goes by medians only in layers and members whose gradients are extreme', () => {
    const ordinary = { shape: [1, 4], values: [1, -2, 3, 5] } as const;
    const tiny = { shape: [1, 4], values: [1e-8, -2e-8, 3e-8, 5e-8] } as const;
    const members: Member[] = [
      { a: ordinary, b: ordinary },
      { a: ordinary, b: tiny },
    ];
    const optimizer = makeOptimizer(`MILO_LW(${bare},scale_aware=false,eps=1e-20)`);
    const { params, state } = start(optimizer, members);
    const { updates } = optimizer.update(populate(members), state, params, { step: 1 });
    const [[a, b], [otherA, extreme]] = [memberValues(updates, 0), memberValues(updates, 1)];
    expect(b).toEqual(a);
    expect(otherA).toEqual(a);
    // The lower median is 1e-8, and 2e-8 that of the distances from it.
    const distances = [0, -3e-8, 2e-8, 4e-8].map((distance) => -distance / (1.4826 * 2e-8));
    distances.forEach((distance, i) => {
      expect(extreme![i]).toBeCloseTo(distance, 5);
    });
  });

  test('leaves groups of one un-normalised', () => {
    expect(firstUpdate(`MILO(${bare},group_size=1)`, [1, -2])).toEqual([-1, 2]);
  });

  test('counts the zeros that fill up the last group', () => {
    const update = firstUpdate(`MILO(${bare},scale_aware=false,group_size=2,eps=1e-20)`, [1, 3, 4]);
    [Math.SQRT1_2, -Math.SQRT1_2, -Math.SQRT1_2].forEach((value, i) => {
      expect(update[i]).toBeCloseTo(value, 6);
    });
  });

  test("cuts a kernel into groups in PyTorch's order, one output after the other", () => {
    // Two inputs, three outputs: the numbers of one output are a group, and alike.
    const kernel = [1, 2, 3, 1, 2, 3];
    const settings = `${bare},scale_aware=false,group_size=2`;
    expect(firstUpdate(`MILO(${settings})`, kernel, [2, 3]).map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(firstUpdate(`MILO(${settings})`, kernel, [3, 2]).map(Math.abs)).not.toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('clips each tensor as PyTorch clips a gradient of one tensor, 10⁻⁶ added to the norm', () => {
    const [update] = firstUpdate(`MILO(${bare},normalize=false,clip_norm=1e-6)`, [1e-6]);
    expect(update! / -5e-7).toBeCloseTo(1, 5);
    expect(firstUpdate(`MILO(${bare},normalize=false,clip_norm=10)`, [3, 4])).toEqual([-3, -4]);
  });

  test('climbs if it is to maximize', () => {
    const gradient = [1, -2, 3];
    const opposite = firstUpdate('MILO', gradient).map((value) => -value);
    expect(firstUpdate('MILO(maximize=true)', gradient)).toEqual(opposite);
  });

  test('refuses multipliers for layers that do not exist', () => {
    expect(() => firstUpdate('MILO(layer_lr_multipliers=[1,2])', [1])).toThrow(
      'layer_lr_multipliers has 2 entries, but there are 1 layers',
    );
  });
});
