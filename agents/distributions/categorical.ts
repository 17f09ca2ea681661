import type { DiscreteSpace } from '../../src/spaces.ts';
import * as tf from '../../src/tensors/tf.ts';
import type { ActionDistribution } from './distribution.ts';

/** One of `n` actions; the actor puts out logits. */
export function categorical(space: DiscreteSpace): ActionDistribution {
  const { n } = space;

  return {
    space,
    outputLength: n,
    parameters: [],

    sampler: () => ({
      sample(logits, at, stream, actions, actionAt) {
        let max = Number.NEGATIVE_INFINITY;
        for (let i = 0; i < n; i++) max = Math.max(max, logits[at + i]!);
        let total = 0;
        for (let i = 0; i < n; i++) total += Math.exp(logits[at + i]! - max);
        let rest = stream.uniform() * total;
        let chosen = 0;
        for (; chosen < n - 1; chosen++) {
          rest -= Math.exp(logits[at + chosen]! - max);
          if (rest < 0) break;
        }
        actions[actionAt] = chosen;
        return logits[at + chosen]! - max - Math.log(total);
      },
    }),

    mode(logits, at, actions, actionAt) {
      let best = 0;
      for (let i = 1; i < n; i++) if (logits[at + i]! > logits[at + best]!) best = i;
      actions[actionAt] = best;
    },

    logProb: (logits, _params, actions) =>
      tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(actions as tf.Tensor2D, n)), 2),

    entropy(logits) {
      const logProbs = tf.logSoftmax(logits);
      return tf.neg(tf.sum(tf.mul(tf.exp(logProbs), logProbs), 2));
    },
  };
}
