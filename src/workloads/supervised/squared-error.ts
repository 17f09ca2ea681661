import * as tf from '../../tensors/tf.ts';
import type { Objective } from './objective.ts';

/**
 * The mean squared error of one number, as torch.nn.MSELoss. The score is the coefficient of determination
 * R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)²: 1 where every target is met, 0 for whoever says the mean.
 *
 * @param variance of the targets that scores are about, above 0.
 */
export function squaredError(variance: number): Objective {
  return {
    outputs: 1,
    targets: 1,
    targetType: 'float32',
    softmax: null,
    losses: (outputs, targets) => tf.square(tf.sub(tf.squeeze(outputs, [2]), targets)),
    judge(outputs, targets) {
      const players = outputs.length / targets.length;
      return Array.from({ length: players }, (_, player) => {
        let [loss, score, scoreSquared] = [0, 0, 0];
        for (const [row, target] of targets.entries()) {
          const error = (outputs[player * targets.length + row]! - target) ** 2;
          const own = 1 - error / variance;
          loss += error;
          score += own;
          scoreSquared += own ** 2;
        }
        return { count: targets.length, loss, score, scoreSquared };
      });
    },
    measures: (test, train) => [
      ['test_loss', test.loss],
      ['train_loss', train.loss],
      ['train_r2', train.score],
    ],
  };
}
