import type { DiscreteSpace } from '../../src/spaces.ts';
import { defineOp } from '../../src/tensors/op.ts';
import * as tf from '../../src/tensors/tf.ts';
import { carryTangent } from '../networks/tangents.ts';
import type { ActionDistribution } from './distribution.ts';

/** TensorFlow.js refuses to tell one action from no other. */
const oneHot = (actions: tf.Tensor, n: number): tf.Tensor =>
  n === 1 ? tf.ones([...actions.shape, 1]) : tf.cast(tf.oneHot(actions as tf.Tensor2D, n), 'float32');

/**
 * With π = softmax z and H = −Σ π log π, where a is the action:
 * dL/dzⱼ = dL/dlogProb · (1[j = a] − πⱼ) − dL/dH · πⱼ · (log πⱼ + H).
 */
export const categoricalGradientOp = defineOp<'logits' | 'actions' | 'dLogProb' | 'dEntropy'>({
  name: 'CategoricalGradient',
  formula({ logits, actions, dLogProb, dEntropy }) {
    const logs = tf.logSoftmax(logits);
    const probabilities = tf.exp(logs);
    const entropy = tf.neg(tf.sum(tf.mul(probabilities, logs), 2, true));
    const ofLogProb = tf.sub(oneHot(actions, logits.shape[2]!), probabilities);
    const ofEntropy = tf.mul(probabilities, tf.add(logs, entropy));
    return [
      tf.sub(tf.mul(tf.expandDims(dLogProb, 2), ofLogProb), tf.mul(tf.expandDims(dEntropy, 2), ofEntropy)),
    ];
  },
});

/** `[P, B, n]` logits and int32 `[P, B]` actions → their log-probability and the entropy, `[P, B]` each. */
export const categoricalOp = defineOp<'logits' | 'actions'>({
  name: 'Categorical',
  formula({ logits, actions }) {
    const logs = tf.logSoftmax(logits);
    return [
      tf.sum(tf.mul(logs, oneHot(actions, logits.shape[2]!)), 2),
      tf.neg(tf.sum(tf.mul(tf.exp(logs), logs), 2)),
    ];
  },
  gradient: {
    saves: ['logits'],
    savesResults: [],
    data: ['actions'],
    slopes([dLogProb, dEntropy], { inputs }) {
      const slopes = { dLogProb: dLogProb!, dEntropy: dEntropy! };
      return { logits: () => categoricalGradientOp({ ...inputs, ...slopes }, {})[0]! };
    },
  },
});

/** One of `n` actions; the actor puts out logits. */
export function categorical(space: DiscreteSpace): ActionDistribution {
  const { n } = space;

  return {
    space,
    outputLength: n,
    softmax: true,
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

    evaluate(logits, _params, actions) {
      const [logProb, entropy] = categoricalOp({ logits, actions }, {});
      return { logProb: logProb!, entropy: entropy! };
    },

    /** F = Σ πₐ · ∇log πₐ · ∇log πₐᵀ */
    fisher(logits) {
      const coordinates = tf.logSoftmax(logits);
      const information = tf.exp(coordinates);
      carryTangent(coordinates, [logits], ([own]) =>
        tf.sub(own!, tf.sum(tf.mul(information, own!), 2, true)),
      );
      return { coordinates, information };
    },

    divergence(policy, other) {
      const logs = tf.logSoftmax(policy.outputs);
      return tf.sum(tf.mul(tf.exp(logs), tf.sub(logs, tf.logSoftmax(other.outputs))), 2);
    },
  };
}
