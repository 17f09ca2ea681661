import * as tf from '../tf.ts';

/** A multiple of the identity for all members: `[1, n, n]`. */
export function identityMatrix(n: number, multiple = 1): tf.Tensor {
  const values = new Float32Array(n * n);
  for (let i = 0; i < n; i++) values[i * n + i] = multiple;
  return tf.tensor(values, [1, n, n]);
}
