import type { LossOracles, Params } from '../optimizers/index.ts';
import { hessianProduct } from '../tensors/derivatives.ts';
import * as tf from '../tensors/tf.ts';
import type { LossGradient } from './loss-gradient.ts';
import type { Minibatch } from './workload.ts';

/** How an optimizer sees what lies in one vector. */
export interface OptimizerView {
  of(vector: tf.Tensor): Params;
  vector(params: Params): tf.Tensor;
}

/**
 * What a rule may ask about the loss of a minibatch; nothing is computed before it asks.
 *
 * @param at the parameters at hand, `[P, 1, n]`. @param found loss and gradient there.
 * @param gradientOf of the loss at any parameters. @param clip what makes the gradient that the rule is given of it.
 */
export function stepOracles(
  minibatch: Minibatch,
  at: tf.Tensor,
  found: Partial<LossGradient>,
  gradientOf: (vector: tf.Tensor) => tf.Tensor,
  clip: (gradient: tf.Tensor) => tf.Tensor,
  view: OptimizerView,
): LossOracles {
  const { total } = found;
  const { lossAt, sampleGradients, fisherProduct, fisherSample, outputSlopes, meanActivations, stream } =
    minibatch;
  const { policyAt, valueSamples, scoreSamples, wholeGradient } = minibatch;
  const perMember = (losses: tf.Tensor): tf.Tensor => tf.reshape(losses, [-1, 1, 1]);
  return {
    gradientAt: (params) => view.of(clip(gradientOf(view.vector(params)))),
    ...(wholeGradient && {
      wholeGradient: (params) => view.of(clip(wholeGradient(view.vector(params)))),
    }),
    ...(total && { loss: () => perMember(total) }),
    hessianProduct: (direction) => view.of(hessianProduct(gradientOf, at, view.vector(direction))),
    ...(lossAt && { lossAt: (params) => perMember(lossAt(view.vector(params))) }),
    ...(sampleGradients && { sampleGradients: () => sampleGradients(at) }),
    ...(valueSamples && {
      valueSamples: (most) => valueSamples(most).map((part) => (params) => part(view.vector(params))),
    }),
    ...(scoreSamples && {
      scoreSamples: (most) => scoreSamples(most).map((part) => (params) => part(view.vector(params))),
    }),
    ...(fisherProduct && {
      fisherProduct: (direction) => view.of(fisherProduct(at, view.vector(direction))),
    }),
    ...(fisherSample && { fisherSample: (draw) => view.of(fisherSample(at, draw)) }),
    ...(outputSlopes && {
      outputSlopes(direction) {
        const made = outputSlopes(at, view.vector(direction));
        const [slopes, counts] = tf.split(made, [made.shape[2]! - 1, 1], 2);
        return { slopes: slopes!, counts: counts! };
      },
    }),
    ...(policyAt && {
      policyAt(params) {
        const [surrogate, divergence] = tf.split(policyAt(at, view.vector(params)), 2, 1);
        return { surrogate: perMember(surrogate!), divergence: perMember(divergence!) };
      },
    }),
    ...(stream && {
      temporalDifference: () => perMember(stream.temporalDifference()),
      eligibility: () => view.of(stream.eligibility(at)),
      episodeEnds: () => perMember(stream.episodeEnds()),
    }),
    ...(meanActivations && { meanActivations: () => meanActivations(at) }),
  };
}
