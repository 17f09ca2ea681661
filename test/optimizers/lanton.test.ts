import { SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { furthest, networks, trained } from './matrix-rules.ts';
import { type Matrix, type Member, mapMember, randomMember } from './trial.ts';

const zero = mapMember(randomMember(networks, 1), () => 0);
const gradients = [2, 3].map((seed) => randomMember(networks, seed));

const norms = 'input=Spectral,hidden=Spectral,head=Sign,vector=BiasRMS,momentum=0.5,scale=1';

/** The last of two updates. */
function second(spec: string, [first, then]: readonly Member[]): Record<string, number[]> {
  const [one, both] = [[first!], [first!, then!]].map((steps) => trained(spec, zero, steps));
  return Object.fromEntries(
    Object.keys(zero).map((name) => [name, both![name]!.map((x, i) => x - one![name]![i]!)]),
  );
}

const nuclear = ({ shape: [rows, columns], values }: Matrix) => {
  const matrix = Array.from({ length: rows }, (_, row) => values.slice(row * columns, (row + 1) * columns));
  return new SingularValueDecomposition(matrix, { autoTranspose: true }).diagonal.reduce((sum, x) => sum + x);
};
const absolute = ({ values }: Matrix) => values.reduce((sum, x) => sum + Math.abs(x), 0);
const rootMean = ({ values }: Matrix) => Math.sqrt(values.length) * Math.hypot(...values);

describe('LANTON', () => {
  test('is USCION before it has seen two gradients', () => {
    const [own, plain] = [`LANTON(lr=0.1,${norms})`, `USCION(lr=0.1,${norms})`].map((spec) =>
      trained(spec, zero, gradients.slice(0, 1)),
    );
    expect(own).toEqual(plain);
  });

  test('slows tensors down by their noise in the dual norm, against the quietest of the same norm', () => {
    const [alpha, beta] = [0.7, 0.8];
    const own = second(`LANTON(lr=0.1,${norms},alpha=${alpha},noise_beta=${beta})`, gradients);
    const plain = second(`USCION(lr=0.1,${norms})`, gradients);
    const change = (name: string): Matrix => {
      const [first, then] = gradients.map((gradient) => gradient[name]!);
      return { shape: then!.shape, values: then!.values.map((x, i) => x - first!.values[i]!) };
    };
    const names = Object.keys(networks);
    const groups = [
      [names.filter((name) => /\d\.kernel/.test(name)), nuclear],
      [names.filter((name) => /head\.kernel/.test(name)), absolute],
      [names.filter((name) => /bias/.test(name)), rootMean],
    ] as const;
    for (const [group, dual] of groups) {
      const rates = group.map((name) => alpha / Math.sqrt(alpha ** 2 + (1 - beta) * dual(change(name)) ** 2));
      group.forEach((name, index) => {
        const factor = Math.sqrt(rates[index]! / Math.max(...rates));
        const expected = plain[name]!.map((x) => x * factor);
        expect(furthest(own[name]!, expected)).toBeLessThan(1e-5);
      });
    }
  });

  test('is USCION where alpha is far above all noise', () => {
    const own = second(`LANTON(lr=0.1,${norms},alpha=1e6)`, gradients);
    const plain = second(`USCION(lr=0.1,${norms})`, gradients);
    for (const name of Object.keys(networks)) expect(furthest(own[name]!, plain[name]!)).toBeLessThan(1e-6);
  });
});
