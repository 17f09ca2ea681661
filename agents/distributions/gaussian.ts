import type { BoxSpace } from '../../src/spaces.ts';
import * as tf from '../../src/tensors/tf.ts';
import type { ActionDistribution, ActionSampler } from './distribution.ts';

const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);
const logStdName = 'actor.log_std';

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

    logProb(means, params, actions) {
      const logStd = params[logStdName]!;
      const z = tf.div(tf.sub(actions, means), tf.exp(logStd));
      const terms = tf.add(tf.add(tf.mul(tf.square(z), 0.5), logStd), halfLog2Pi);
      return tf.neg(tf.sum(terms, 2));
    },

    entropy: (_means, params) => tf.sum(tf.add(params[logStdName]!, 0.5 + halfLog2Pi), 2),
  };
}

/**
 * A Gaussian of one standard deviation that follows a schedule of the updates made so far. Nothing about the spread is
 * learned, so the log-probability depends on the means alone and up to a factor is the squared distance to them; the
 * agents that explore this way write their losses on the means, and ask for neither log-probability nor entropy.
 */
export function scheduledGaussian(space: BoxSpace, std: (update: number) => number): ActionDistribution {
  const length = space.low.length;
  const notDefined = (what: string) => (): never => {
    throw new Error(`a Gaussian with a scheduled spread has no ${what} to learn from`);
  };
  return {
    space,
    outputLength: length,
    parameters: [],
    sampler: (_learned, update) => sampler(new Array<number>(length).fill(std(update))),
    mode: copyMean(length),
    logProb: notDefined('log-probability'),
    entropy: notDefined('entropy'),
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
