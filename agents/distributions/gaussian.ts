import type { BoxSpace } from '../../src/spaces.ts';
import { defineOp } from '../../src/tensors/op.ts';
import * as tf from '../../src/tensors/tf.ts';
import { carryTangent } from '../networks/tangents.ts';
import type { ActionDistribution, ActionSampler } from './distribution.ts';

const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);
const logStdName = 'actor.log_std';

const standardized = (actions: tf.Tensor, means: tf.Tensor, logStd: tf.Tensor): tf.Tensor =>
  tf.div(tf.sub(actions, means), tf.exp(logStd));

/**
 * With z = (a − μ) / σ: dL/dμ = dL/dlogProb · z / σ, and dL/dlog σ = Σ dL/dlogProb · (z² − 1) + dL/dH, summed over the
 * member's rows.
 */
export const gaussianGradientOp = defineOp<'means' | 'logStd' | 'actions' | 'dLogProb' | 'dEntropy'>({
  name: 'DiagonalGaussianGradient',
  formula({ means, logStd, actions, dLogProb, dEntropy }) {
    const z = standardized(actions, means, logStd);
    const dy = tf.expandDims(dLogProb, 2);
    const ofLogStd = tf.sum(tf.mul(dy, tf.sub(tf.square(z), 1)), 1, true);
    return [tf.div(tf.mul(dy, z), tf.exp(logStd)), tf.add(ofLogStd, tf.expandDims(dEntropy, 2))];
  },
});

/**
 * `[P, B, n]` means and actions, `[P, 1, n]` log standard deviations → the actions' log-probability `[P, B]` and the
 * entropy `[P, 1]`.
 */
export const gaussianOp = defineOp<'means' | 'logStd' | 'actions'>({
  name: 'DiagonalGaussian',
  formula({ means, logStd, actions }) {
    const halfSquares = tf.mul(tf.square(standardized(actions, means, logStd)), 0.5);
    return [
      tf.neg(tf.sum(tf.add(tf.add(halfSquares, logStd), halfLog2Pi), 2)),
      tf.sum(tf.add(logStd, 0.5 + halfLog2Pi), 2),
    ];
  },
  gradient: {
    saves: ['means', 'logStd'],
    savesResults: [],
    data: ['actions'],
    slopes([dLogProb, dEntropy], { inputs }) {
      const slopes = { dLogProb: dLogProb!, dEntropy: dEntropy! };
      const [ofMeans, ofLogStd] = gaussianGradientOp({ ...inputs, ...slopes }, {});
      return { means: () => ofMeans!, logStd: () => ofLogStd! };
    },
  },
});

/**
 * A diagonal Gaussian over a box space. The actor puts out the means; the log standard deviations are parameters of
 * their own, the same for every observation. Actions are not clipped here: their log-probability is that of the draw.
 */
export function diagonalGaussian(space: BoxSpace, logStdInit: number): ActionDistribution {
  const length = space.low.length;
  return {
    space,
    outputLength: length,
    parameters: [
      { name: logStdName, shape: [1, length], initial: () => new Float64Array(length).fill(logStdInit) },
    ],
    sampler: ([logStd]) => sampler(Array.from({ length }, (_, i) => Math.exp(logStd![i]!))),
    mode: copyMean(length),

    evaluate(means, params, actions) {
      const [logProb, entropy] = gaussianOp({ means, logStd: params[logStdName]!, actions }, {});
      return { logProb: logProb!, entropy: entropy! };
    },

    /** Of a mean it is 1 / σ², of a log σ it is 2. */
    fisher(means, params) {
      const logStd = tf.add(tf.zerosLike(means), params[logStdName]!);
      const coordinates = tf.concat([means, logStd], 2);
      carryTangent(coordinates, [means, params[logStdName]!], ([ofMeans, ofLogStd]) =>
        tf.concat([ofMeans!, tf.add(tf.zerosLike(ofMeans!), ofLogStd!)], 2),
      );
      return {
        coordinates,
        information: tf.concat([tf.exp(tf.mul(logStd, -2)), tf.fill(logStd.shape, 2)], 2),
      };
    },

    /** Σ log σ′/σ + (σ² + (μ − μ′)²) / 2σ′² − ½ */
    divergence(policy, other) {
      const [own, its] = [policy.params[logStdName]!, other.params[logStdName]!];
      const moved = tf.square(tf.sub(policy.outputs, other.outputs));
      const spread = tf.mul(tf.add(tf.exp(tf.mul(own, 2)), moved), tf.mul(tf.exp(tf.mul(its, -2)), 0.5));
      return tf.sum(tf.sub(tf.add(tf.sub(its, own), spread), 0.5), 2);
    },
  };
}

/**
 * A Gaussian of one standard deviation that follows a schedule of the updates made so far. Nothing about the spread is
 * learned, so the log-probability depends on the means alone and up to a factor is the squared distance to them; the
 * agents that explore this way write their losses on the means, and ask for neither log-probability nor entropy.
 */
export function scheduledGaussian(space: BoxSpace, std: (update: number) => number): ActionDistribution {
  const length = space.low.length;
  return {
    space,
    outputLength: length,
    parameters: [],
    sampler: (_learned, update) => sampler(new Array<number>(length).fill(std(update))),
    mode: copyMean(length),
    evaluate() {
      throw new Error('a Gaussian with a scheduled spread has no log-probability to learn from');
    },
  };
}

function sampler(std: readonly number[]): ActionSampler {
  return {
    sample(means, at, stream, actions, actionAt) {
      let logProb = 0;
      for (let i = 0; i < std.length; i++) {
        actions[actionAt + i] = means[at + i]! + std[i]! * stream.normal();
        const z = (actions[actionAt + i]! - means[at + i]!) / std[i]!;
        logProb -= 0.5 * z * z + Math.log(std[i]!) + halfLog2Pi;
      }
      return logProb;
    },
  };
}

function copyMean(length: number): ActionDistribution['mode'] {
  return (means, at, actions, actionAt) => {
    for (let i = 0; i < length; i++) actions[actionAt + i] = means[at + i]!;
  };
}
