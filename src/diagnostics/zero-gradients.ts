import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineDiagnostic } from './diagnostic.ts';
import type { Report } from './report.ts';

/**
 * The share of exact zeros among the slopes of log-probabilities in the policy's outputs, on the first minibatch of an update.
 * Where an action has become all but certain, the softmax of single precision rounds its probability to 1 and those of the
 * others to 0: nothing is learned from such samples any more, though their exact slopes are not zero.
 */
export const zeroGradientShare = defineDiagnostic({
  name: 'zero_gradient_share',
  summary: "share of exact zeros among the slopes of actions' log-probabilities in the policy's outputs",
  source: 'Prieto et al. 2025 (arXiv 2501.04697), softmax collapse',
  cost: 'a pass forward of the policy on a minibatch each time that it asks',
  needs: ['scoreSamples'],
  settings: z.object({}),
  create: () => ({
    init: () => null,
    async ask(loss) {
      const { present, zeros } = await loss.ask(({ scoreSamples, params }) => {
        const [whole] = scoreSamples!(Number.POSITIVE_INFINITY);
        const sampled = whole!(params());
        return { present: sampled.present, zeros: zeroShares(sampled.outputSlopes()) };
      });
      return present.map((rows, player) => zerosReport(rows, zeros[player]!));
    },
    observe: ({ asked = {} }, state) => ({ state, report: asked }),
  }),
});

/** `[P, B, outputs]` → which share of each sample's slopes is exactly 0, `[P, B]`. */
export function zeroShares(slopes: tf.Tensor): tf.Tensor {
  return tf.mean(tf.cast(tf.equal(slopes, 0), 'float32'), 2);
}

/** The mean over the samples that are present; nothing where there are none. */
export function zerosReport(present: ArrayLike<number>, shares: ArrayLike<number>): Report {
  const own = Array.from(shares).filter((_, sample) => present[sample]! > 0);
  return own.length === 0 ? {} : { outputs: own.reduce((sum, share) => sum + share, 0) / own.length };
}
