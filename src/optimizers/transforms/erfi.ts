import * as tf from '../../tensors/tf.ts';

/** Distance of the points of the sum; its error is about exp(-(π / 2h)²), below double precision. */
const h = 0.25;
/** Beyond it e^(x²) is close to what single precision can hold. */
const limit = 9;
/** Odd multiples of h, as far as terms count: they are largest where the point is x, and gone 6 further on. */
const count = Math.ceil((limit + 6) / h / 2);

/**
 * The imaginary error function 2/√π ∫₀ˣ e^(t²) dt of each number of `[P, 1, k]`, by Rybicki's sum for Dawson's integral
 * (Press et al. 2007, Numerical Recipes, 6.8), multiplied through by e^(x²), so that all terms have one sign:
 * 4/π Σ e^(-c²) sinh(2 c x) / n, with c = n h and n = 1, 3, 5, … Magnitudes of x above 9 count as 9.
 */
export function erfi(x: tf.Tensor): tf.Tensor {
  const odd = Array.from({ length: count }, (_, index) => 2 * index + 1);
  const row = (numbers: readonly number[]) => tf.tensor([...numbers], [1, 1, count]);
  const magnitude = tf.reshape(tf.minimum(tf.abs(x), limit), [x.shape[0]!, x.shape[2]!, 1]);
  // e^(-c²) (e^(2cx) - e^(-2cx)) = -e^(2cx - c²) (e^(-4cx) - 1), which neither overflows nor cancels.
  const larger = tf.exp(
    tf.sub(tf.mul(magnitude, row(odd.map((n) => 2 * n * h))), row(odd.map((n) => (n * h) ** 2))),
  );
  const rest = tf.expm1(tf.mul(magnitude, row(odd.map((n) => -4 * n * h))));
  const terms = tf.mul(tf.mul(larger, rest), row(odd.map((n) => -2 / Math.PI / n)));
  return tf.mul(tf.sign(x), tf.reshape(tf.sum(terms, 2), x.shape));
}
