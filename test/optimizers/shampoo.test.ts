import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { skew } from '../tensors/linear-algebra/matrices.ts';
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

const shapes = { 'a.kernel': [5, 5], 'a.bias': [1, 4] } as const;
const zero = mapMember(randomMember(shapes, 0), () => 0);

/** The parameters after each gradient. */
function path(spec: string, gradients: readonly Member[], initial = zero): number[][][] {
  const optimizer = makeOptimizer(spec);
  let trial: Trial = start(optimizer, [initial]);
  return gradients.map((each, index) => {
    trial = advance(optimizer, trial, populate([each]), { step: index + 1 });
    return memberValues(trial.params, 0);
  });
}

const gradients = [2, 3, 4].map((seed) => randomMember(shapes, seed));

describe('SHAMPOO', () => {
  test('begins with an orthogonal step for a kernel, however large or small the gradient is', () => {
    for (const factor of [1e-3, 1, 1e4]) {
      const gradient = mapMember(gradients[0]!, (value) => factor * value);
      const [[kernel]] = path('SHAMPOO(lr=1,matrix_eps=1e-12)', [gradient]) as [number[][]];
      const rows = [0, 1, 2, 3, 4].map((i) => kernel!.slice(5 * i, 5 * i + 5));
      expect(skew(rows)).toBeLessThan(1e-3);
    }
  });

  test('begins with a step of one length for a vector, or with one that is shorter the larger the gradient', () => {
    const bias = gradients[0]!['a.bias']!.values;
    const square = bias.reduce((sum, value) => sum + value ** 2, 0.01);
    for (const root of [1, 2]) {
      const [[, moved]] = path(`SHAMPOO(lr=1,matrix_eps=0.01,vector_root=${root})`, gradients) as [
        number[][],
      ];
      bias.forEach((value, i) => {
        expect(moved![i]!).toBeCloseTo(-value / square ** (1 / root), 4);
      });
    }
  });

  test('takes the roots that it is told to take', () => {
    // Of c · I the preconditioned is g / ((ε + c²)^(1/r) (ε + c²(ε + c²)^(-2/r))^(1/r)), here with ε = 0.
    const diagonal: Member = { 'a.kernel': { shape: [2, 2], values: [4, 0, 0, 4] } };
    const none = mapMember(diagonal, () => 0);
    const step = (root: number) =>
      -path(`SHAMPOO(lr=1,matrix_eps=0,kernel_root=${root})`, [diagonal], none)[0]![0]![0]!;
    expect(step(2)).toBeCloseTo(1, 5);
    expect(step(4)).toBeCloseTo(4 / (2 * 4 ** 0.25), 5);
  });

  test('moves nothing until it has computed its first roots', () => {
    const [first, second, third] = path('SHAMPOO(preconditioning_compute_steps=3)', gradients);
    expect([first, second].flat(2).every((value) => value === 0)).toBe(true);
    expect(third!.flat().every((value) => value !== 0)).toBe(true);
  });

  test('shrinks parameters by the learning rate times the decay, or by the decay alone', () => {
    const initial = randomMember(shapes, 1);
    const shrunk = (options: string) =>
      path(`SHAMPOO(lr=0.5,weight_decay=0.1,weight_decouple=true${options})`, [zero], initial)[0]!.flat();
    const [byRate, fixed] = [shrunk(''), shrunk(',fixed_decay=true')];
    const before = Object.values(initial).flatMap(({ values }) => values);
    before.forEach((value, i) => {
      expect(byRate[i]!).toBeCloseTo(0.95 * value, 5);
      expect(fixed[i]!).toBeCloseTo(0.9 * value, 5);
    });
  });

  test('stays finite and definite where gradients have been one direction alone for long', () => {
    const same = Array.from({ length: 60 }, (_, i) =>
      mapMember(gradients[0]!, (value) => value * (1 + (i % 3))),
    );
    const last = path('SHAMPOO(lr=0.1)', [...same, gradients[1]!])
      .at(-1)!
      .flat();
    expect(Math.max(...last.map(Math.abs))).toBeLessThan(10);
  });
});
