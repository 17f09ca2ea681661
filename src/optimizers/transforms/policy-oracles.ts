import * as tf from '../../tensors/tf.ts';
import type { ComparedPolicy, StepContext } from '../entry/optimizer.ts';

/** The Fisher matrix of the policy at hand times a vector, both `[P, 1, n]`. @throws Error where nobody knows it. */
export function fisherProduct({ fisherProduct }: StepContext, vector: tf.Tensor): tf.Tensor {
  if (!fisherProduct) throw new Error('a natural gradient needs the Fisher matrix of the policy');
  return fisherProduct({ vector }).vector!;
}

/** The policy with other parameters, `[P, 1, n]`. @throws Error where nobody knows it. */
export function policyAt({ policyAt }: StepContext, vector: tf.Tensor): ComparedPolicy {
  if (!policyAt) throw new Error('a natural gradient needs the policy at other parameters');
  return policyAt({ vector });
}

/** Of every member, `[P, 1, 1]`. */
export function dot(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(a, b), 2, true);
}
