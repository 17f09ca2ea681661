import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';
import type { Experience, Minibatch } from './workload.ts';

/**
 * A minibatch as optimizers and diagnostics know it, whose vectors are of parameters alone: what networks keep beside them is
 * as given, and no part of gradients and directions.
 *
 * @param layout of parameters and buffers. @param buffers `[P, 1, m]`, which must live as long as the minibatch is asked.
 */
export function withBuffers(minibatch: Minibatch, layout: ParameterLayout, buffers: tf.Tensor): Minibatch {
  const { advance: _, gradient, wholeGradient, lossAt, sampleGradients, ...others } = minibatch;
  const { valueSamples, scoreSamples, fisherProduct, fisherSample, outputSlopes, ...rest } = others;
  const { rowScores, rowOutputs, policyAt, stream, meanActivations, ...left } = rest;
  // What else may be asked of a minibatch has to be named above, or this does not compile.
  const nothing: { readonly [Key in keyof typeof left]: never } = left;
  const whole = (vector: tf.Tensor): tf.Tensor => tf.concat([vector, buffers], 2);
  const still = (direction: tf.Tensor): tf.Tensor => tf.concat([direction, tf.zerosLike(buffers)], 2);
  const own = (found: tf.Tensor): tf.Tensor => trainedPart(found, layout);
  const eachAt =
    <Sampled>(parts: (most: number) => readonly ((vector: tf.Tensor) => Sampled)[]) =>
    (most: number) =>
      parts(most).map((part) => (vector: tf.Tensor) => part(whole(vector)));
  return {
    ...nothing,
    gradient(vector) {
      const found = gradient(whole(vector));
      return { ...found, gradient: own(found.gradient) };
    },
    ...(wholeGradient && { wholeGradient: (vector) => own(wholeGradient(whole(vector))) }),
    ...(lossAt && { lossAt: (vector) => lossAt(whole(vector)) }),
    ...(sampleGradients && { sampleGradients: (vector) => own(sampleGradients(whole(vector))) }),
    ...(valueSamples && { valueSamples: eachAt(valueSamples) }),
    ...(scoreSamples && { scoreSamples: eachAt(scoreSamples) }),
    ...(rowOutputs && { rowOutputs: (vector) => rowOutputs(whole(vector)) }),
    ...(rowScores && { rowScores: (vector) => rowScores(whole(vector)) }),
    ...(fisherProduct && {
      fisherProduct: (vector, direction) => own(fisherProduct(whole(vector), still(direction))),
    }),
    ...(fisherSample && { fisherSample: (vector, draw) => own(fisherSample(whole(vector), draw)) }),
    ...(outputSlopes && {
      outputSlopes: (vector, direction) => outputSlopes(whole(vector), still(direction)),
    }),
    ...(policyAt && { policyAt: (vector, other) => policyAt(whole(vector), whole(other)) }),
    ...(stream && {
      stream: { ...stream, eligibility: (vector) => own(stream.eligibility(whole(vector))) },
    }),
    ...(meanActivations && { meanActivations: (vector) => meanActivations(whole(vector)) }),
  };
}

/** The same of the parts of an experience. */
export function unitsWithBuffers(
  unitGradients: NonNullable<Experience['unitGradients']>,
  layout: ParameterLayout,
  buffers: tf.Tensor,
): NonNullable<Experience['unitGradients']> {
  return (vector) => {
    const { gradients, counts } = unitGradients(tf.concat([vector, buffers], 2));
    return { gradients: trainedPart(gradients, layout), counts };
  };
}

/** Of vectors of parameters and buffers, `[…, …, n]`, the parameters. */
export function trainedPart(vectors: tf.Tensor, { trained }: ParameterLayout): tf.Tensor {
  return tf.slice(vectors, [0, 0, 0], [-1, -1, trained.length]);
}
