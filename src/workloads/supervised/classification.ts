/** How a classifier does on some examples. */
export interface Judgement {
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  /** Share of the examples whose most probable class is the right one. */
  readonly accuracy: number;
}

/**
 * Sums over examples, player by player: of the cross-entropy, and of those that are right.
 *
 * @param logits `[players, labels.length, classes]`
 */
export function judge(
  logits: Float32Array,
  labels: Int32Array,
  classes: number,
): { readonly loss: number; readonly right: number }[] {
  const players = logits.length / (labels.length * classes);
  return Array.from({ length: players }, (_, player) => {
    let [loss, right] = [0, 0];
    for (const [row, label] of labels.entries()) {
      const first = (player * labels.length + row) * classes;
      const own = logits.subarray(first, first + classes);
      const highest = own.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
      const sum = own.reduce((total, value) => total + Math.exp(value - highest), 0);
      loss += highest + Math.log(sum) - own[label]!;
      if (own[label]! === highest) right++;
    }
    return { loss, right };
  });
}
