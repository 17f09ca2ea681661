import * as tf from '../../tensors/tf.ts';

/** Numbers that no quotient and no root of which is exact. */
const given = [3, 7, 11, 1.7, 0.3, 1234.5, 9.87e-5, 5.4321e7].map(Math.fround);

/**
 * How the backend that computes rounds, in four words: whether numbers below the smallest normal one are kept or flushed to
 * zero, whether a product within a sum is rounded by itself or keeps more digits (it is fused with the addition, or summed in
 * double precision), and whether quotients and square roots are the nearest numbers: `subnormals kept, products rounded,
 * quotients exact, roots exact`.
 */
export async function rounding(): Promise<string> {
  const step = 2 ** -12;
  const results = tf.tidy(() => {
    const numbers = tf.tensor1d(given);
    return {
      small: tf.mul(tf.tensor1d([1e-30]), tf.tensor1d([1e-10])),
      // (1 + h)² − (1 + 2h) is h², which a product that is rounded by itself has lost.
      fused: tf.matMul(tf.tensor2d([[1, 1 + step]]), tf.tensor2d([[-(1 + 2 * step)], [1 + step]])),
      quotients: tf.div(1, numbers),
      roots: tf.sqrt(numbers),
    };
  });
  try {
    const [small, fused, quotients, roots] = await Promise.all(
      [results.small, results.fused, results.quotients, results.roots].map((result) => result.data()),
    );
    const areNearest = (found: ArrayLike<number>, exact: (x: number) => number): string =>
      given.every((x, index) => found[index] === Math.fround(exact(x))) ? 'exact' : 'near';
    return [
      `subnormals ${small![0] === 0 ? 'flushed' : 'kept'}`,
      `products ${fused![0] === 0 ? 'rounded' : 'wider'}`,
      `quotients ${areNearest(quotients!, (x) => 1 / x)}`,
      `roots ${areNearest(roots!, Math.sqrt)}`,
    ].join(', ');
  } finally {
    tf.dispose(results);
  }
}
