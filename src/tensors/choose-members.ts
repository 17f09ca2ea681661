import * as tf from './tf.ts';

/**
 * The chosen members of one tensor and the others of another, `[P, …]` each, or a number in place of the others. What is
 * not taken may be NaN. Call within `tf.tidy`.
 *
 * @param chosen one entry a member; if all are, the first tensor itself comes back and nothing is computed.
 */
export function chooseMembers(
  chosen: readonly boolean[],
  taken: tf.Tensor,
  otherwise: tf.Tensor | number,
): tf.Tensor {
  if (chosen.every(Boolean)) return taken;
  const shape = [chosen.length, ...taken.shape.slice(1).map(() => 1)];
  return tf.where(tf.tensor(chosen.map(Number), shape, 'bool'), taken, otherwise);
}
