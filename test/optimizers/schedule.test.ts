import { describe, expect, test } from 'vitest';
import { learningRateFactor, makeOptimizer, scheduleFactor } from '../../src/optimizers/index.ts';
import { recordsOf, recordsOfMember, smallPlan } from '../training/small-plan.ts';
import { memberValues, populate, start } from './trial.ts';

/** The factor that `SCHEDULE(SGD,…)` multiplies the learning rate by, measured. */
function factor(settings: string, progress: number): number {
  const optimizer = makeOptimizer(`SCHEDULE(SGD(lr=1),${settings})`);
  const one = { p: { shape: [1, 1], values: [1] } } as const;
  const { params, state } = start(optimizer, [one]);
  const { updates } = optimizer.update(populate([one]), state, params, { step: 1, progress });
  return -memberValues(updates, 0)[0]![0]!;
}

describe('SCHEDULE', () => {
  test.each([
    ['shape=constant', [1, 1, 1, 1, 1]],
    ['shape=constant,warmup=0.5', [0, 0.5, 1, 1, 1]],
    ['shape=constant,warmup=1,start=0.5', [0.5, 0.625, 0.75, 0.875, 1]],
    ['shape=linear', [1, 0.75, 0.5, 0.25, 0]],
    ['shape=linear,warmup=0.5,end=0.5', [0, 0.5, 1, 0.75, 0.5]],
    ['shape=cosine', [1, (1 + Math.SQRT1_2) / 2, 0.5, (1 - Math.SQRT1_2) / 2, 0]],
    ['shape=cosine,warmup=0.5,start=1,end=0.2', [1, 1, 1, 0.6, 0.2]],
    ['shape=custom,points=[0,1,0.5]', [0, 0.5, 1, 0.75, 0.5]],
    ['shape=custom,warmup=0.5,points=[1,3]', [0, 0.5, 1, 2, 3]],
  ])('%s goes from the start of the budget to its end in quarters as it should', (settings, factors) => {
    factors.forEach((expected, quarter) => {
      expect(factor(settings, quarter / 4)).toBeCloseTo(expected, 6);
    });
  });

  test('multiplies with the schedule outside, and members have their own', () => {
    const optimizer = makeOptimizer(
      ['linear', 'constant'].map((shape) => `SCHEDULE(SGD(lr=1),shape=${shape})`),
    );
    const one = { p: { shape: [1, 1], values: [1] } } as const;
    const { params, state } = start(optimizer, [one, one]);
    const { updates } = optimizer.update(populate([one, one]), state, params, {
      step: 1,
      learningRateScale: 0.5,
      progress: [0.25, 0.5],
    });
    expect([0, 1].map((member) => memberValues(updates, member)[0]![0])).toEqual([-0.375, -0.5]);
  });

  test('says what the learning rate is multiplied by, through other wrappers', () => {
    const spec = 'CLIP(SCHEDULE(SCHEDULE(ADAM),shape=cosine))';
    expect(learningRateFactor(spec)(0.5)).toBeCloseTo(0.25, 12);
    expect(learningRateFactor('ADAM')(0.5)).toBe(1);
  });

  test('needs points for a custom shape, and for no other', () => {
    const message = 'SCHEDULE: points and shape=custom need each other';
    expect(() => makeOptimizer('SCHEDULE(ADAM,shape=custom)')).toThrow(message);
    expect(() => makeOptimizer('SCHEDULE(ADAM,points=[1,0])')).toThrow(message);
    expect(() => makeOptimizer('SCHEDULE(ADAM,shape=custom,points=[1])')).toThrow('points must be list');
  });

  test('ends where its points end, whatever rounding says', () => {
    const points = [0.3, 0.2, 0.1];
    expect(scheduleFactor({ shape: 'custom', warmup: 0, start: 0, end: 0, points }, 1)).toBe(0.1);
  });
});

describe('A population with a SCHEDULE', () => {
  const agent = 'num_envs=2,num_steps=16,num_minibatches=2,update_epochs=2';

  test('trains on a line exactly as with the annealing of its agent', async () => {
    const annealed = await recordsOf(smallPlan({ agent: `ppo(${agent},anneal_lr=true)` }));
    const scheduled = await recordsOf(
      smallPlan({ agent: `ppo(${agent},anneal_lr=false)`, optimizers: ['SCHEDULE(ADAM(lr=0.003))'] }),
    );
    expect(scheduled).toEqual(annealed);
  });

  test('records the learning rates that it was given', async () => {
    const plan = smallPlan({
      agent: `ppo(${agent},anneal_lr=false)`,
      optimizers: ['SCHEDULE(SGD(lr=1),warmup=0.5)', 'SCHEDULE(SGD(lr=0.1),warmup=0)'],
    });
    const records = await recordsOf(plan);
    const rates = [0, 1].map((member) =>
      recordsOfMember(records, member).flatMap((record) =>
        record.kind === 'update' ? [record.learningRate] : [],
      ),
    );
    expect(rates[0]).toEqual([0, 0.5, 1, 0.5]);
    rates[1]!.forEach((rate, update) => {
      expect(rate).toBeCloseTo(0.1 * (1 - update / 4), 12);
    });
  });
});
