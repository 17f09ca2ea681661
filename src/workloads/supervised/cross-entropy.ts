import { categorical } from '../../../agents/index.ts';
import * as tf from '../../tensors/tf.ts';
import type { Objective, Targets } from './objective.ts';

/** What the cross-entropy of some labels comes to. */
interface LabelSums {
  readonly count: number;
  /** Sum of the cross-entropies, in nats. */
  readonly loss: number;
  /** Sum of their squares. */
  readonly lossSquared: number;
  /** How many have the right class as the most probable one. */
  readonly right: number;
}

/**
 * Cross-entropy of labels in nats, player by player, in double precision.
 *
 * @param logits `[players, labels.length, classes]`
 */
export function labelSums(logits: Float32Array, labels: Targets, classes: number): LabelSums[] {
  const players = logits.length / (labels.length * classes);
  return Array.from({ length: players }, (_, player) => {
    let [loss, lossSquared, right] = [0, 0, 0];
    for (const [row, label] of labels.entries()) {
      const first = (player * labels.length + row) * classes;
      const own = logits.subarray(first, first + classes);
      const highest = own.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
      const sum = own.reduce((total, value) => total + Math.exp(value - highest), 0);
      const nats = highest + Math.log(sum) - own[label]!;
      loss += nats;
      lossSquared += nats ** 2;
      if (own[label]! === highest) right++;
    }
    return { count: labels.length, loss, lossSquared, right };
  });
}

/** Classes told apart by a softmax and its cross-entropy in nats; the score is the share of examples told right. */
export function crossEntropy(classes: number): Objective {
  const distribution = categorical({ kind: 'discrete', n: classes });
  return {
    outputs: classes,
    targets: 1,
    targetType: 'int32',
    softmax: classes,
    losses: (logits, labels) => tf.neg(distribution.evaluate(logits, {}, labels).logProb),
    judge: (logits, labels) =>
      labelSums(logits, labels, classes).map(({ count, loss, right }) => ({
        ...{ count, loss, right },
        ...{ score: right, scoreSquared: right },
      })),
    measures: (test, train) => [
      ['test_loss', test.loss],
      ['train_loss', train.loss],
      ['train_accuracy', train.accuracy!],
    ],
  };
}
