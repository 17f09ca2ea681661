import { describe, expect, test } from 'vitest';
import { common, perMember } from '../../../src/optimizers/index.ts';
import { membersWhere } from '../../../src/optimizers/members/per-member.ts';
import type * as tf from '../../../src/tensors/tf.ts';

const rates = perMember([{ lr: 0.1 }, { lr: 0.2 }], ({ lr }, { step, learningRateScale, progress }) => ({
  lr,
  step,
  rest: learningRateScale - progress,
}));

describe('coefficients', () => {
  test('are numbers where all members agree and tensors [P, 1, 1] where they differ', () => {
    const { lr, step, rest } = rates({ step: 3 });
    expect((lr as tf.Tensor).shape).toEqual([2, 1, 1]);
    expect(Array.from((lr as tf.Tensor).dataSync())).toEqual([Math.fround(0.1), Math.fround(0.2)]);
    expect(step).toBe(3);
    expect(rest).toBe(1);
  });

  test('follow the counters of each member', () => {
    const { step, rest } = rates({ step: [1, 7], learningRateScale: [1, 0.5], progress: [0, 0.25] });
    expect(Array.from((step as tf.Tensor).dataSync())).toEqual([1, 7]);
    expect(Array.from((rest as tf.Tensor).dataSync())).toEqual([1, 0.25]);
  });

  test('of one kind of member serve any number of them', () => {
    const { step } = perMember([{}], (_, at) => ({ step: at.step }))({ step: [1, 2, 3] });
    expect((step as tf.Tensor).shape).toEqual([3, 1, 1]);
  });

  test('are worked out once for members side by side of the same settings at the same step', () => {
    const [one, other] = [{ lr: 0.1 }, { lr: 0.1 }];
    const asked: unknown[] = [];
    const counted = perMember([one, one, one, other], (settings, at) => {
      asked.push([settings === one, at.step]);
      return { rate: settings.lr / at.step };
    });
    const { rate } = counted({ step: [1, 1, 2, 2] });
    expect(asked).toEqual([
      [true, 1],
      [true, 2],
      [false, 2],
    ]);
    expect(Array.from((rate as tf.Tensor).dataSync())).toEqual([0.1, 0.1, 0.05, 0.05].map(Math.fround));
  });

  test('are worked out in double precision', () => {
    const { share } = perMember([{ beta: 0.999 }], ({ beta }) => ({ share: 1 - beta }))({ step: 1 });
    expect(share).toBe(1 - 0.999);
  });
});

describe('members where something holds', () => {
  const third = membersWhere([{ every: 3 }], ({ every }, { step }) => step % every === 0);

  test('are all or none where all are alike', () => {
    expect(third({ step: 6 }, 2)).toEqual([true, true]);
    expect(third({ step: 7 }, 2)).toEqual([false, false]);
  });

  test('follow the settings and the counters of each', () => {
    expect(third({ step: [3, 4, 9] }, 3)).toEqual([true, false, true]);
    const each = membersWhere([{ every: 2 }, { every: 3 }], ({ every }, { step }) => step % every === 0);
    expect(each({ step: 9 }, 2)).toEqual([false, true]);
  });
});

describe('options that shape the computation', () => {
  test('are read where members agree', () => {
    expect(common([{ nesterov: true }, { nesterov: true }], 'nesterov')).toBe(true);
  });

  test('are refused where members differ', () => {
    expect(() => common([{ nesterov: true }, { nesterov: false }], 'nesterov')).toThrow(
      'members of one population cannot differ in nesterov (given true and false)',
    );
  });
});
