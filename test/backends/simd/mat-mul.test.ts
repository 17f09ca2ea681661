import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../../../src/backends/index.ts';
import * as tf from '../../../src/tensors/tf.ts';

beforeAll(() => startBackend('simd'));

/** As large as the largest tile and more, small ones more often. */
const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 37 }));
const transposed = { transposeA: fc.boolean(), transposeB: fc.boolean() };
const smallSizes = fc.record({ m: size, k: size, n: size, ...transposed });
/** Few rows times more than a first cache holds. */
const largeSizes = fc.record({
  m: fc.integer({ min: 1, max: 5 }),
  k: fc.integer({ min: 150, max: 300 }),
  n: fc.integer({ min: 55, max: 130 }),
  ...transposed,
});
const sizes = fc.oneof({ weight: 5, arbitrary: smallSizes }, { weight: 1, arbitrary: largeSizes });

/** Numbers that look random and depend on their place alone. */
const noise = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 3);

/** The product in double precision, and the sum of its terms' magnitudes. */
function exactly(a: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean) {
  const [aValues, bValues] = [a.dataSync(), b.dataSync()];
  const [aRows, aColumns] = a.shape as [number, number];
  const [bRows, bColumns] = b.shape as [number, number];
  const [m, k, n] = [
    transposeA ? aColumns : aRows,
    transposeA ? aRows : aColumns,
    transposeB ? bRows : bColumns,
  ];
  return Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let [sum, magnitude] = [0, 0];
    for (let p = 0; p < k; p++) {
      const left = aValues[transposeA ? p * aColumns + i : i * aColumns + p]!;
      const term = left * bValues[transposeB ? j * bColumns + p : p * bColumns + j]!;
      sum += term;
      magnitude += Math.abs(term);
    }
    return { sum, bound: magnitude * (k + 1) * 2 ** -24 };
  });
}

const matrix = (rows: number, columns: number, seed: number) =>
  tf.tensor2d(noise(rows * columns, seed), [rows, columns]);

test('a product of any size and form is within the rounding of its additions', () => {
  fc.assert(
    fc.property(sizes, fc.nat(99), ({ m, k, n, transposeA, transposeB }, seed) => {
      tf.tidy(() => {
        const a = transposeA ? matrix(k, m, seed) : matrix(m, k, seed);
        const b = transposeB ? matrix(n, k, seed + 1) : matrix(k, n, seed + 1);
        const found = tf.matMul(a, b, transposeA, transposeB);
        expect(found.shape).toEqual([m, n]);
        const values = found.dataSync();
        for (const [at, { sum, bound }] of exactly(a, b, transposeA, transposeB).entries()) {
          expect(Math.abs(values[at]! - sum)).toBeLessThanOrEqual(bound);
        }
      });
    }),
    { numRuns: 300 },
  );
});

test('all four forms of a product have the same bits', () => {
  fc.assert(
    fc.property(sizes, fc.nat(99), ({ m, k, n }, seed) => {
      tf.tidy(() => {
        const [a, b] = [matrix(m, k, seed), matrix(k, n, seed + 1)];
        const plain = tf.matMul(a, b).dataSync();
        const [aTurned, bTurned] = [tf.transpose(a), tf.transpose(b)];
        expect(tf.matMul(aTurned, b, true, false).dataSync()).toEqual(plain);
        expect(tf.matMul(a, bTurned, false, true).dataSync()).toEqual(plain);
        expect(tf.matMul(aTurned, bTurned, true, true).dataSync()).toEqual(plain);
      });
    }),
  );
});

test('an element has the same bits whatever rows, columns and matrices there are beside its own', () => {
  fc.assert(
    fc.property(sizes, fc.nat(99), fc.nat(), fc.nat(), ({ m, k, n }, seed, someRow, someColumn) => {
      tf.tidy(() => {
        const [a, b] = [matrix(m, k, seed), matrix(k, n, seed + 1)];
        const [i, j] = [someRow % m, someColumn % n];
        const alone = tf.matMul(tf.slice(a, [i, 0], [1, k]), tf.slice(b, [0, j], [k, 1])).dataSync()[0]!;
        expect(tf.matMul(a, b).dataSync()[i * n + j]).toBe(alone);
        const others = tf.ones([m, k]);
        const stack = tf.matMul(tf.stack([others, a, others]), tf.stack([b, b, b]));
        expect(stack.dataSync()[m * n + i * n + j]).toBe(alone);
      });
    }),
  );
});

test('stacks broadcast along any axes, on either side', () => {
  fc.assert(
    fc.property(
      sizes,
      fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.boolean(), fc.boolean()), { maxLength: 2 }),
      ({ m, k, n }, outer) => {
        tf.tidy(() => {
          const shape = outer.map(([length]) => length);
          const aOuter = outer.map(([length, repeats]) => (repeats ? 1 : length));
          const bOuter = outer.map(([length, , repeats]) => (repeats ? 1 : length));
          const filled = (own: number[], seed: number) =>
            tf.tensor(noise(tf.util.sizeFromShape(own), seed), own);
          const [a, b] = [filled([...aOuter, m, k], 1), filled([...bOuter, k, n], 2)];
          const tiled = (x: tf.Tensor, own: number[]) =>
            tf.tile(x, [...shape.map((length, axis) => length / own[axis]!), 1, 1]);
          const found = tf.matMul(a, b).dataSync();
          // Where both sides repeat, so does the result, once.
          const once = outer.map(([length, left, right]) => (left && right ? 1 : length));
          const wanted = tf.slice(
            tf.matMul(tiled(a, aOuter), tiled(b, bOuter)),
            [...once.map(() => 0), 0, 0],
            [...once, m, n],
          );
          expect(found).toEqual(wanted.dataSync());
        });
      },
    ),
  );
});

test('a product leaves its neighbours on the heap alone', () => {
  fc.assert(
    fc.property(sizes, ({ m, k, n }) => {
      tf.tidy(() => {
        const [a, b] = [matrix(m, k, 1), matrix(k, n, 2)];
        const neighbours = Array.from({ length: 6 }, (_, i) => matrix(m, n, 3 + i));
        const before = neighbours.map((x) => x.dataSync());
        // The result takes the place of one of them, among the others.
        neighbours.splice(2, 1)[0]!.dispose();
        before.splice(2, 1);
        tf.matMul(a, b);
        expect(neighbours.map((x) => x.dataSync())).toEqual(before);
      });
    }),
  );
});
