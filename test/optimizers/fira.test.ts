import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import {
  advance,
  type Member,
  mapMember,
  memberValues,
  populate,
  randomMember,
  start,
  type Trial,
} from './trial.ts';

const shapes = { 'a.0.kernel': [5, 4], 'a.0.bias': [1, 4], 'a.head.kernel': [4, 2] } as const;

/** The parameters after each gradient. */
function path(spec: string, gradients: readonly Member[], initial = randomMember(shapes, 1)): number[][][] {
  const optimizer = makeOptimizer(spec);
  let trial: Trial = start(optimizer, [initial]);
  return gradients.map((each, index) => {
    trial = advance(optimizer, trial, populate([each]), { step: index + 1 });
    return memberValues(trial.params, 0);
  });
}

const norm = (values: readonly number[]) => Math.hypot(...values);
const minus = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value - b[i]!);

describe('FIRA', () => {
  test('leaves vectors to Adam with eps before the correction, and heads as well if told so', () => {
    const gradients = [2, 3, 4].map((seed) => randomMember(shapes, seed));
    const [fira, adam] = ['FIRA(heads=false,lr=0.01,eps=1e-12)', 'ADAM(lr=0.01,eps=1e-12)'].map(
      (spec) => path(spec, gradients).at(-1)!,
    );
    for (const tensor of [1, 2]) {
      expect(norm(minus(fira![tensor]!, adam![tensor]!))).toBeLessThan(1e-5);
    }
    expect(norm(minus(fira![0]!, adam![0]!))).toBeGreaterThan(1e-3);
  });

  test('moves along a gradient of low rank as Adam in its singular directions does: nothing is left out', () => {
    const outer = (scale: number): Member => ({
      'a.kernel': {
        shape: [3, 4],
        values: [1, -2, 0.5].flatMap((u) => [1, 1, -1, 2].map((v) => scale * u * v)),
      },
    });
    const zero = mapMember(outer(0), () => 0);
    const [first, second] = path('FIRA(rank=1,lr=0.1,eps=0)', [outer(1), outer(1)], zero);
    // The projected gradient has 4 numbers of the sign of the second factor, each of which Adam makes ±1.
    const u = [1, -2, 0.5].map((each) => each / norm([1, -2, 0.5]));
    const expected = u.flatMap((each) => [1, 1, -1, 1].map((sign) => -0.1 * each * sign));
    expect(norm(minus(first![0]!, expected))).toBeLessThan(1e-6);
    expect(
      norm(
        minus(
          second![0]!,
          expected.map((each) => 2 * each),
        ),
      ),
    ).toBeLessThan(1e-5);
  });

  test('limits the growth of what the projection leaves out to a hundredth a step', () => {
    // The first row is what is projected, and made ±1 by moments without memory; so the second is scaled by 1.
    const spec = 'FIRA(rank=1,lr=1,betas=[0,0],eps=0)';
    const rows = (rest: number): Member => ({ 'a.kernel': { shape: [2, 2], values: [1, 1, rest, -rest] } });
    const zero = mapMember(rows(0), () => 0);
    const lasts = path(spec, [0.1, 0.5, 0.5, 0.05, 0.05].map(rows), zero).map(([kernel]) => kernel![3]!);
    const steps = lasts.map((last, index) => last - (lasts[index - 1] ?? 0));
    [0.1, 0.101, 0.10201, 0.05, 0.05].forEach((expected, index) => {
      expect(steps[index]!).toBeCloseTo(expected, 5);
    });
  });

  test('takes at most as many dimensions as a kernel has', () => {
    const gradients = [2, 3, 4].map((seed) => randomMember(shapes, seed));
    expect(path('FIRA(rank=100)', gradients)).toEqual(path('FIRA(rank=4)', gradients));
  });

  test.each([
    ['std', [4, 6], 4],
    ['reverse_std', [4, 6], 6],
    ['right', [7, 3], 7],
    ['left', [7, 3], 3],
  ] as const)('projects the side of a kernel that %s names', (type, [inputs, outputs], side) => {
    const kernel = randomMember({ 'a.kernel': [inputs, outputs] }, 1);
    const { state } = start(makeOptimizer(`FIRA(rank=5,proj_type=${type})`), [kernel]);
    const rank = Math.min(5, inputs, outputs);
    expect(memberValues(state, 0)[0]).toHaveLength(side * rank);
  });
});
