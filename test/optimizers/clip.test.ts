import { describe, expect, test } from 'vitest';
import { chain, flatten, makeOptimizer, type Params, stateless } from '../../src/optimizers/index.ts';
import { clipNorms } from '../../src/optimizers/transforms/clip-norm.ts';
import { type Member, memberValues, populate, start } from './trial.ts';

const gradient: Member = {
  'actor.0.kernel': { shape: [1, 2], values: [3, 4] },
  'actor.0.bias': { shape: [1, 2], values: [0, 12] },
  'actor.head.kernel': { shape: [2, 1], values: [0.01, 0] },
};
/** Of the three tensors, and of both layers. */
const norms = { tensors: [5, 12, 0.01], layers: [13, 13, 0.01], all: Math.sqrt(169 + 1e-4) };

/** What is left of the gradient. */
function clipped(spec: string): number[][] {
  const optimizer = makeOptimizer(spec);
  const { params, state } = start(optimizer, [gradient]);
  const { updates } = optimizer.update(populate([gradient]), state, params, { step: 1 });
  return memberValues(updates, 0).map((values) => values.map((value) => -value));
}

describe('CLIP', () => {
  test.each([
    ['all', [norms.all, norms.all, norms.all]],
    ['tensor', norms.tensors],
    ['layer', norms.layers],
  ])('shrinks gradients by the norm of per=%s as PyTorch does', (per, each) => {
    const found = clipped(`CLIP(SGD(lr=1),max_norm=0.5,per=${per})`);
    Object.values(gradient).forEach(({ values }, tensor) => {
      const factor = Math.min(1, 0.5 / (each[tensor]! + 1e-6));
      values.forEach((value, i) => {
        expect(found[tensor]![i]).toBeCloseTo(value * factor, 6);
      });
    });
  });

  test.each(['all', 'tensor', 'layer'])('leaves gradients within the bound as they are, per=%s', (per) => {
    expect(clipped(`CLIP(SGD(lr=1),max_norm=20,per=${per})`)).toEqual(clipped('SGD(lr=1)'));
  });

  test('counts the 10⁻⁶ that PyTorch adds to the norm', () => {
    const found = clipped('CLIP(SGD(lr=1),max_norm=0.01,per=tensor)')[2]![0]!;
    expect(found / 0.01).toBeCloseTo(1 / (1 + 1e-4), 6);
  });

  test('lets a rule that treats all numbers alike have them in one vector, unless tensors count', () => {
    expect(makeOptimizer('CLIP(ADAM)').elementwise).toBe(true);
    expect(makeOptimizer('CLIP(MILO)').elementwise).toBe(false);
    expect(makeOptimizer('CLIP(ADAM,per=tensor)').elementwise).toBe(false);
  });

  test('refuses members that clip by different norms', () => {
    expect(() => makeOptimizer(['CLIP(SGD)', 'CLIP(SGD,per=layer)'])).toThrow('cannot differ in per');
  });
});

describe('CLIP_UPDATE', () => {
  test.each([
    ['all', [norms.all, norms.all, norms.all]],
    ['tensor', norms.tensors],
    ['layer', norms.layers],
  ])('shrinks what a rule would add by its norm, per=%s', (per, each) => {
    const found = clipped(`CLIP_UPDATE(SGD(lr=10),max_norm=0.5,per=${per})`);
    Object.values(gradient).forEach(({ values }, tensor) => {
      const factor = Math.min(1, 0.5 / (10 * each[tensor]! + 1e-6));
      values.forEach((value, i) => {
        expect(found[tensor]![i]).toBeCloseTo(10 * value * factor, 6);
      });
    });
  });

  test('bounds a step that Adam makes, where clipping its gradient does not', () => {
    const length = (spec: string) => Math.hypot(...clipped(spec).flat());
    expect(length('CLIP_UPDATE(ADAM(lr=100),max_norm=0.3)')).toBeCloseTo(0.3, 5);
    expect(length('CLIP(ADAM(lr=100),max_norm=0.3)')).toBeGreaterThan(100);
  });
});

/** Takes the gradient elsewhere for the gradient. */
const elsewhere = stateless((_gradients, params, step) => step.gradientAt!(params), { elementwise: true });

test.each([
  ['joined', flatten(elsewhere)],
  ['one by one', elsewhere],
])('A gradient elsewhere is clipped as that at hand, for a rule that sees tensors %s', (_, rule) => {
  const limit = clipNorms([{ clip_norm: 0.5 }], 'tensor');
  const params = populate([gradient]);
  const asked: Params[] = [];
  const gradientAt = (at: Params): Params => {
    asked.push(at);
    return populate([gradient]);
  };
  const found = chain(limit, rule).update(populate([gradient]), [{}, {}], params, { step: 1, gradientAt });
  const direct = limit.update(populate([gradient]), {}, params, { step: 1 });
  expect(memberValues(found.updates, 0)).toEqual(memberValues(direct.updates, 0));
  expect(memberValues(asked[0]!, 0)).toEqual(memberValues(params, 0));
});
