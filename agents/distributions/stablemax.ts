import type { DiscreteSpace } from '../../src/spaces.ts';
import * as tf from '../../src/tensors/tf.ts';
import { categorical } from './categorical.ts';
import type { ActionDistribution } from './distribution.ts';

/**
 * log s(z) of StableMax's s(z) = max(z, 0) + 1 / (1 + max(−z, 0)), which is sign(z) · log(1 + |z|). Its derivative is
 * 1 / (1 + |z|) everywhere, 1 at z = 0, where TensorFlow.js would find none: so it is written out.
 */
export function logStable(z: tf.Tensor): tf.Tensor {
  return tf.customGrad((x, save) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor]);
    return {
      value: tf.mul(tf.sign(x as tf.Tensor), tf.log(tf.add(tf.abs(x as tf.Tensor), 1))),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.div(dy, tf.add(tf.abs(saved[0]!), 1)),
    };
  })(z);
}

/**
 * One of `n` actions with probabilities s(zₐ) / Σ s(z), StableMax of Prieto et al. 2025 (Grokking at the Edge of Numerical
 * Stability, arXiv 2501.04697; LucasPrietoAl/grokking-at-the-edge-of-numerical-stability `utils.py` at 0cc9e8d). They grow
 * linearly with the outputs and not exponentially, so that no gradient vanishes in single precision where actions have become all
 * but certain. It is the softmax of log s(z), and computed as such.
 */
export function stablemax(space: DiscreteSpace): ActionDistribution {
  const usual = categorical(space);
  const { outputLength } = usual;
  return {
    space,
    outputLength,
    parameters: [],
    // The larger of two outputs has the larger logarithm.
    mode: usual.mode,

    sampler(learned, update) {
      const inner = usual.sampler(learned, update);
      const logits = new Float64Array(outputLength);
      return {
        sample(outputs, at, stream, actions, actionAt) {
          for (let i = 0; i < outputLength; i++) {
            const z = outputs[at + i]!;
            logits[i] = Math.sign(z) * Math.log1p(Math.abs(z));
          }
          return inner.sample(logits, 0, stream, actions, actionAt);
        },
      };
    },

    evaluate: (outputs, params, actions) => usual.evaluate(logStable(outputs), params, actions),
    fisher: (outputs, params) => usual.fisher!(logStable(outputs), params),
    divergence: (policy, other) =>
      usual.divergence!(
        { ...policy, outputs: logStable(policy.outputs) },
        { ...other, outputs: logStable(other.outputs) },
      ),
  };
}
