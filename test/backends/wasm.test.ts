import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../../src/backends/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { recordsOf, recordsOfMember, smallPlan, tensorCounts } from '../training/small-plan.ts';

beforeAll(() => startBackend('wasm'));

/** Deterministic numbers of a useful size. */
const numbers = (length: number, from: number) => Array.from({ length }, (_, i) => Math.sin(from + 1.7 * i));

describe('the matrix product', () => {
  const size = fc.integer({ min: 1, max: 9 });
  const flags = fc.tuple(fc.boolean(), fc.boolean());
  const stacks = fc.constantFrom([1, 1], [3, 3], [3, 1], [1, 3]);

  test('is the sum of products, for every transposition and stack', () => {
    fc.assert(
      fc.property(
        size,
        size,
        size,
        flags,
        stacks,
        (rows, inner, columns, [transposeA, transposeB], [aStack, bStack]) => {
          const aShape = transposeA ? [aStack!, inner, rows] : [aStack!, rows, inner];
          const bShape = transposeB ? [bStack!, columns, inner] : [bStack!, inner, columns];
          const a = numbers(aStack! * rows * inner, 1);
          const b = numbers(bStack! * inner * columns, 2);
          const found = tf.tidy(() =>
            tf.matMul(tf.tensor(a, aShape), tf.tensor(b, bShape), transposeA, transposeB),
          );
          expect(found.shape).toEqual([Math.max(aStack!, bStack!), rows, columns]);
          const values = found.dataSync();
          found.dispose();
          values.forEach((value, at) => {
            const [matrix, row, column] = [
              Math.floor(at / (rows * columns)),
              Math.floor(at / columns) % rows,
              at % columns,
            ];
            let sum = 0;
            for (let k = 0; k < inner; k++) {
              const left = transposeA ? k * rows + row : row * inner + k;
              const right = transposeB ? column * inner + k : k * columns + column;
              sum +=
                a[(matrix % aStack!) * rows * inner + left]! *
                b[(matrix % bStack!) * inner * columns + right]!;
            }
            expect(value).toBeCloseTo(sum, 5);
          });
        },
      ),
    );
  });

  test('of one matrix has the same bits as of the same matrix in a stack', () => {
    const a = tf.tensor(numbers(4 * 37 * 19, 3), [4, 37, 19]);
    const b = tf.tensor(numbers(4 * 19 * 23, 4), [4, 19, 23]);
    const together = tf.unstack(tf.matMul(a, b));
    const pairs = tf.unstack(a).map((matrix, i) => [matrix, tf.unstack(b)[i]!] as const);
    for (const [i, [left, right]] of pairs.entries()) {
      expect(tf.matMul(left as tf.Tensor2D, right as tf.Tensor2D).dataSync()).toEqual(
        together[i]!.dataSync(),
      );
    }
  });
});

test('tanh is right to the last bit or the one before it, from the smallest to the largest number', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (x) => {
      const found = tf.tidy(() => tf.tanh(tf.scalar(x))).dataSync()[0]!;
      const exact = Math.fround(Math.tanh(x));
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(2 ** -23 * Math.abs(exact));
    }),
    { numRuns: 5000 },
  );
  const edges = tf.tanh(tf.tensor1d([Infinity, -Infinity, Number.NaN, -0, 1e-40]));
  expect([...edges.dataSync()]).toEqual([1, -1, Number.NaN, -0, Math.fround(1e-40)]);
});

describe('training', () => {
  test.each(['ppo(num_envs=2,num_steps=16,num_minibatches=2)', 'reinforce(num_envs=2,baseline=true)'])(
    'with %s computes the same bits alone and in a population',
    async (agent) => {
      const specs = ['MILO(lr=0.003)', 'MILO(lr=0.03)'];
      const together = await recordsOf(smallPlan({ agent, optimizers: specs, seeds: [1, 2] }));
      const alone = await recordsOf(smallPlan({ agent, optimizers: [specs[1]!], seeds: [2] }));
      expect(recordsOfMember(together, 3)).toEqual(alone);
    },
  );

  test('keeps the number of tensors flat', async () => {
    const counts = await tensorCounts(smallPlan({ optimizers: ['MILO_LW'], totalTimesteps: 192 }));
    expect(new Set(counts.slice(1)).size).toBe(1);
  });
});
