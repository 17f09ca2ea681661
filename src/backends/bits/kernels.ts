import { createHash } from 'node:crypto';
import * as tf from '../../tensors/tf.ts';

/** Numbers of both signs whose products and sums use all bits, the same everywhere. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 3;
  });
}

/** What is computed: the kernels that nearly every training calls, on sizes with and without whole vectors. */
function outputs(): tf.Tensor[] {
  const [rows, inner, columns] = [13, 67, 21];
  const a = tf.tensor(numbers(2 * rows * inner, 1), [2, rows, inner]);
  const b = tf.tensor(numbers(2 * inner * columns, 2), [2, inner, columns]);
  const product = tf.matMul(a, b);
  const positive = tf.add(tf.abs(a), 0.1);
  return [
    product,
    tf.matMul(a, a, false, true),
    tf.matMul(a, a, true, false),
    tf.add(product, tf.slice(b, [0, 0, 0], [2, 1, columns])),
    tf.sub(a, tf.mul(positive, 0.3)),
    tf.div(a, positive),
    tf.sqrt(positive),
    tf.rsqrt(positive),
    tf.square(a),
    tf.exp(a),
    tf.log(positive),
    tf.tanh(a),
    tf.sigmoid(a),
    tf.softplus(a),
    tf.relu(a),
    tf.softmax(a, 2),
    tf.sum(a, 2),
    tf.sum(a, 1),
    tf.mean(a, [1, 2]),
    tf.max(a, 2),
    tf.maximum(a, 0.25),
    tf.where(tf.greater(a, 0), a, positive),
    tf.transpose(a, [0, 2, 1]),
  ];
}

/**
 * The first digits of a hash of what the kernels of the backend that computes put out for fixed numbers. Backends, drivers
 * and processors whose kernels round otherwise, or sum in another order, have another one.
 */
export async function kernels(): Promise<string> {
  const hash = createHash('sha256');
  const results = tf.tidy(outputs);
  try {
    for (const result of results) hash.update(await result.data());
  } finally {
    for (const result of results) result.dispose();
  }
  return hash.digest('hex').slice(0, 12);
}
