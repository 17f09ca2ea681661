import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { watchGradientOp } from '../../src/diagnostics/gradient-stats.ts';
import { layerSumsOp } from '../../src/diagnostics/layer-sums.ts';
import { momentsOp, overRootOp } from '../../src/optimizers/transforms/moments.ts';
import { largestMagnitudesOp } from '../../src/optimizers/transforms/normalize-layers.ts';
import { standardizeGroupsOp } from '../../src/optimizers/transforms/standardize.ts';
import { blendOp } from '../../src/optimizers/transforms/weighted.ts';
import type { Named, Op } from '../../src/tensors/op.ts';
import * as tf from '../../src/tensors/tf.ts';
import { clipNormOp } from '../../src/training/clip-by-global-norm.ts';
import { doublePrecision } from '../agents/golden.ts';

/** A few roundings of numbers of this size. */
const tolerance = doublePrecision ? 1e-12 : 5e-6;

type Shape = readonly [number, number];

/** An op with everything that it can be given; its inputs are `[P, …]`. */
interface Case {
  readonly op: unknown;
  readonly inputs: (shape: Shape) => Record<string, Shape>;
  /** Settings that are the same for all members, and those that are each member's own. */
  readonly settings: (shape: Shape) => object;
  readonly coefficients: readonly string[];
  /** Where the settings hold the coefficients, if not at the top. */
  readonly under?: string;
}

const alike =
  (...names: string[]) =>
  (shape: Shape) =>
    Object.fromEntries(names.map((name) => [name, shape]));

const cases: Readonly<Record<string, Case>> = {
  'a weighted sum': {
    op: blendOp,
    inputs: alike('memory', 'news'),
    settings: () => ({}),
    coefficients: ['keep', 'take'],
  },
  'moments of a gradient': {
    op: momentsOp,
    inputs: alike('m', 'v', 'gradient'),
    settings: () => ({}),
    coefficients: ['keepM', 'takeM', 'keepV', 'takeV'],
  },
  'a quotient by a root': {
    op: overRootOp,
    inputs: alike('numerator', 'square'),
    settings: () => ({}),
    coefficients: ['root', 'eps'],
  },
  'standardised groups': {
    op: standardizeGroupsOp,
    inputs: ([rows, columns]) => ({ 0: [rows, columns], 1: [1, columns + 1], 2: [rows, 2] }),
    settings: ([rows, columns]) => ({ sizes: [Math.max(2, columns - 1), columns + 1, Math.max(2, rows)] }),
    coefficients: ['eps', 'standardized', 'raw'],
    under: 'mix',
  },
  'largest magnitudes': {
    op: largestMagnitudesOp,
    inputs: ([rows, columns]) => ({ 0: [rows, columns], 1: [1, columns] }),
    settings: () => ({}),
    coefficients: [],
  },
  'a bounded norm': {
    op: clipNormOp,
    inputs: ([rows, columns]) => ({ gradient: [1, rows * columns] }),
    settings: () => ({ limit: 1.5 }),
    coefficients: [],
  },
  'totals of gradients': {
    op: watchGradientOp,
    inputs: alike('sum', 'squares', 'largest', 'gradient'),
    settings: () => ({}),
    coefficients: [],
  },
  'sums of layers': {
    op: layerSumsOp,
    inputs: ([rows, columns]) =>
      Object.fromEntries(
        ['sum', 'squares', 'largest', 'previous', 'before', 'after'].map((name) => [
          name,
          [1, rows * columns + 1],
        ]),
      ),
    settings: ([rows, columns]) => ({ sizes: [rows * columns, 1] }),
    coefficients: [],
  },
};

const side = fc.integer({ min: 1, max: 19 });
const given = fc.record({
  members: fc.integer({ min: 1, max: 3 }),
  shape: fc.tuple(side, side),
  seed: fc.nat(999),
  /** Whether members have coefficients of their own. */
  differ: fc.boolean(),
});

/** Positive and negative numbers that look random, or positive ones alone. */
function tensorOf(shape: readonly number[], seed: number, positive: boolean): tf.Tensor {
  const noise = Array.from({ length: tf.util.sizeFromShape(shape as number[]) }, (_, i) =>
    Math.sin(12.9898 * (i + 1) + 78.233 * seed),
  );
  return tf.tensor(positive ? noise.map((x) => 0.1 + x * x) : noise, shape as number[]);
}

describe.each(Object.entries(cases))('%s', (_name, { op, inputs, settings, coefficients, under }) => {
  const own = op as Op<string, object>;
  const property = (check: (tensors: Named<string>, attrs: (member?: number) => object) => void) =>
    fc.assert(
      fc.property(given, ({ members, shape, seed, differ }) => {
        tf.tidy(() => {
          const tensors = Object.entries(inputs(shape)).map(([name, each], index) => [
            name,
            tensorOf([members, ...each], seed + index, /square|largest/.test(name)),
          ]);
          const numbers = coefficients.map((_, index) =>
            Array.from({ length: members }, (_, member) => 0.1 + index / 7 + (differ ? member / 9 : 0)),
          );
          // As rules have them: a number where all members agree, or one member alone.
          const attrs = (only?: number): object => {
            const values = coefficients.map((name, index) => {
              const each = numbers[index]!;
              if (only !== undefined) return [name, each[only]!];
              return [name, differ && members > 1 ? tf.tensor(each, [members, 1, 1]) : each[0]!];
            });
            const named = Object.fromEntries(values);
            return { ...settings(shape), ...(under ? { [under]: named } : named) };
          };
          check(Object.fromEntries(tensors), attrs);
        });
      }),
      { numRuns: tf.getBackend() === 'webgpu' ? 20 : 80 },
    );

  test('is its formula', () => {
    property((tensors, attrs) => {
      const [found, wanted] = [own(tensors, attrs()), own.formula(tensors, attrs())];
      expect(found.map(({ shape }) => shape)).toEqual(wanted.map(({ shape }) => shape));
      for (const [index, tensor] of wanted.entries()) {
        const [a, b] = [tensor, found[index]!].map((x) => Array.from(x.dataSync())) as [number[], number[]];
        const scale = a.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
        const worst = a.reduce((top, value, i) => Math.max(top, Math.abs(value - b[i]!)), 0);
        expect(worst / scale, `result ${index}`).toBeLessThanOrEqual(tolerance);
      }
    });
  });

  test('gives a member the same bits alone and in company, and leaves its inputs as they were', () => {
    property((tensors, attrs) => {
      const before = Object.values(tensors).map((x) => x.dataSync());
      const together = own(tensors, attrs());
      for (let member = 0; member < together[0]!.shape[0]!; member++) {
        const only = (x: tf.Tensor) => tf.slice(x, [member], [1]);
        const alone = own(
          Object.fromEntries(Object.entries(tensors).map(([name, x]) => [name, only(x)])),
          attrs(member),
        );
        for (const [index, result] of alone.entries()) {
          expect(only(together[index]!).dataSync()).toEqual(result.dataSync());
        }
      }
      expect(Object.values(tensors).map((x) => x.dataSync())).toEqual(before);
    });
  });
});
