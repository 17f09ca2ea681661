import { describe, expect, test } from 'vitest';
import { mappedOptimizers } from '../../src/loss-map/mapped-optimizer.ts';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { softmaxRadius } from '../../src/optimizers/transforms/softmax-radius.ts';
import type { MeasurementRecord } from '../../src/results/index.ts';
import { contestants } from '../../src/stress/contestants.ts';
import * as tf from '../../src/tensors/tf.ts';
import { membersAreApart } from '../members-are-apart.ts';
import { recordsOf, recordsOfMember, smallPlan } from '../training/small-plan.ts';
import { type Member, memberValues, populate, start } from './trial.ts';

/** π over spreads, as single precision has it. */
const radii = (rho: tf.Tensor): number[] => [...rho.dataSync()].map((each) => Math.PI / each);

/** Samples whose two logits part by so much a unit of the step; others fill up. */
function slopesOf(spreads: readonly (readonly number[])[]) {
  const longest = Math.max(...spreads.map((own) => own.length));
  const padded = (of: (spread: number | undefined) => number[]): tf.Tensor =>
    tf.tensor(spreads.map((own) => Array.from({ length: longest }, (_, i) => of(own[i]))));
  return {
    slopes: padded((spread) => (spread === undefined ? [0, 0] : [1, 1 + spread])),
    counts: padded((spread) => [spread === undefined ? 0 : 1]),
  };
}

describe('the radius of a softmax', () => {
  const spreads = [
    [1, 4, 3, 2],
    [5, 6],
  ];

  test('is that of the largest spread of a member’s own samples', () => {
    expect(radii(softmaxRadius(slopesOf(spreads), 1))[0]).toBeCloseTo(4, 5);
    expect(radii(softmaxRadius(slopesOf(spreads), 1))[1]).toBeCloseTo(6, 5);
  });

  test('is that of a quantile, to which samples that only fill up do not count', () => {
    const [first, second] = radii(softmaxRadius(slopesOf(spreads), 0.5));
    expect(first).toBeCloseTo(2.5, 5);
    expect(second).toBeCloseTo(5.5, 5);
    const each = tf.tensor([0.9, 0], [2, 1, 1]);
    expect(radii(softmaxRadius(slopesOf(spreads), each))[0]).toBeCloseTo(3.7, 5);
    expect(radii(softmaxRadius(slopesOf(spreads), each))[1]).toBeCloseTo(5, 5);
  });
});

const layer: Member = {
  'actor.head.kernel': { shape: [1, 2], values: [0, 0] },
  'critic.head.kernel': { shape: [1, 1], values: [0] },
};
const along = (a: number, b: number, critic = 1): Member => ({
  'actor.head.kernel': { shape: [1, 2], values: [a, b] },
  'critic.head.kernel': { shape: [1, 1], values: [critic] },
});

/** Steps of plain descent at rate 1 for a policy whose logits are its parameters. */
function steps(spec: string, gradients: readonly Member[]) {
  const optimizer = makeOptimizer(spec);
  let { params, state } = start(optimizer, [layer]);
  return gradients.map((gradient, index) => {
    const made = optimizer.update(populate([gradient]), state, params, {
      step: index + 1,
      stepInRollout: index + 1,
      outputSlopes: (direction) => ({ slopes: direction['actor.head.kernel']!, counts: tf.ones([1, 1, 1]) }),
    });
    state = made.state;
    const told = optimizer.report!(params, state);
    return {
      step: memberValues(made.updates, 0),
      told: Object.fromEntries(Object.entries(told).map(([name, value]) => [name, value.dataSync()[0]!])),
    };
  });
}

describe('GHOSTS', () => {
  test('shortens a step of the actor that is too long, and leaves the critic’s', () => {
    const [short, long] = steps('GHOSTS(SGD(lr=1),r=0.5)', [along(0.3, -0.3), along(30, -30, 7)]);
    expect(short!.step[0]![0]).toBeCloseTo(-0.3, 6);
    // The spread along (1, −1)/√2 is √2, the radius π/√2: half of it, at 45 degrees, is π/4 a logit.
    expect(long!.step[0]![0]).toBeCloseTo(-Math.PI / 4, 5);
    expect(long!.step[1]).toEqual([-7]);
    expect(short!.told['ghosts.capped']).toBe(0);
    expect(long!.told['ghosts.capped']).toBe(1);
    expect(long!.told['ghosts.r']).toBeCloseTo(60 / Math.PI, 4);
    expect(long!.told['ghosts.rho']).toBeCloseTo(Math.PI / Math.SQRT2, 5);
  });

  test('keeps the longest step of an update in mind', () => {
    const told = steps('GHOSTS(SGD(lr=1))', [along(30, -30), along(0.3, -0.3)]).map((each) => each.told);
    expect(told[1]!['ghosts.r']).toBe(told[0]!['ghosts.r']);
    expect(told[1]!['ghosts.capped']).toBe(1);
  });

  test.each([0, 1e-30, 1e30])('stays finite where a step is of the size of %d', (size) => {
    const [made] = steps('GHOSTS(SGD(lr=1))', [along(size, -size)]);
    expect(made!.step.flat().every(Number.isFinite)).toBe(true);
    expect(Math.abs(made!.step[0]![0]!)).toBeLessThan(Math.PI);
    expect(Object.values(made!.told).every(Number.isFinite)).toBe(true);
  });

  test.runIf(membersAreApart)(
    'of a member is the same alone and in company, in steps and reports',
    async () => {
      const given = { optimizers: ['GHOSTS(ADAM(lr=0.01),r=0.01)', 'GHOSTS(ADAM(lr=3),r=1,quantile=0.8)'] };
      const together = await recordsOf(smallPlan(given));
      for (const [member, spec] of given.optimizers.entries()) {
        expect(recordsOfMember(together, member)).toEqual(await recordsOf(smallPlan({ optimizers: [spec] })));
      }
      const told = together.filter((record): record is MeasurementRecord => record.kind === 'measurement');
      const names = ['ghosts.rho', 'ghosts.r', 'ghosts.capped'];
      expect(new Set(told.map(({ quantity }) => quantity))).toEqual(new Set(names));
      // Two epochs of two minibatches make four steps an update.
      const capped = told.filter(({ quantity, member }) => quantity === 'ghosts.capped' && member === 1);
      expect(capped.every(({ value }) => value !== null && value >= 0 && value <= 4)).toBe(true);
      expect(capped.some(({ value }) => value === 4)).toBe(true);
    },
  );

  test('trains a classifier, and caps it', async () => {
    const plan = smallPlan({
      env: 'digits(train=64,test=16)',
      agent: 'supervised(batch_size=16,num_minibatches=2)',
      optimizers: ['GHOSTS(SGD(lr=1e6))'],
    });
    const records = await recordsOf(plan);
    const capped = records.flatMap((each) =>
      each.kind === 'measurement' && each.quantity === 'ghosts.capped' ? [each.value] : [],
    );
    expect(capped).toEqual([2, 2, 2, 2]);
    expect(records.at(-1)).toMatchObject({ kind: 'end', status: 'finished' });
  });

  test.each([
    ['point-nav', 'ppo', 'GHOSTS(ADAM)', 'ppo has a policy without one on point-nav; leave it out'],
    ['cartpole', 'trpo', 'GHOSTS(ADAM)', 'trpo moves the policy itself, so that'],
    [
      'cartpole',
      'ppo',
      'SPLIT(ADAM,critic="GHOSTS(ADAM)")',
      'a critic has none; write it around the actor’s',
    ],
  ])('is refused on %s with %s as %s', async (env, agent, optimizer, words) => {
    const plan = smallPlan({ env, agent, optimizers: [optimizer] });
    await expect(recordsOf(plan)).rejects.toThrow(words.replace('’', "'"));
  });

  test('is refused where functions and small problems are descended', () => {
    const spec = 'CLIP(GHOSTS(ADAM))';
    expect(() => mappedOptimizers([spec], [0.1])).toThrow(
      'GHOSTS is for the logits of a softmax, and a function',
    );
    expect(() => contestants([spec], () => {})).toThrow('a small problem has none; leave it out');
  });
});
