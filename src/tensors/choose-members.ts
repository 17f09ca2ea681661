import * as tf from './tf.ts';

/** Members that are chosen: one entry each, or the same as truth values `[P]`. */
export type ChosenMembers = readonly boolean[] | tf.Tensor;

/**
 * The chosen members of one tensor and the others of another, `[P, …]` each, or a number in place of the others. What is
 * not taken may be NaN. Call within `tf.tidy`.
 *
 * @param chosen if all are, the first tensor itself comes back and nothing is computed.
 */
export function chooseMembers(
  chosen: ChosenMembers,
  taken: tf.Tensor,
  otherwise: tf.Tensor | number,
): tf.Tensor {
  const listed = !(chosen instanceof tf.Tensor);
  if (listed && chosen.every(Boolean)) return taken;
  const shape = [taken.shape[0]!, ...taken.shape.slice(1).map(() => 1)];
  const truths = listed ? tf.tensor(chosen.map(Number), shape, 'bool') : tf.reshape(chosen, shape);
  return tf.where(truths, taken, otherwise);
}

/** The chosen members as truth values, or as they are listed if all are chosen. Call within `tf.tidy`. */
export function chosenOf(listed: readonly boolean[], numbers: () => tf.Tensor): ChosenMembers {
  return listed.every(Boolean) ? listed : tf.greater(numbers(), 0);
}
