import * as tf from '../../tensors/tf.ts';
import { type MemberStep, perMember } from '../members/per-member.ts';
import { stateless } from './chain.ts';
import { scaleTensors, squaredNorms } from './tensor-norms.ts';
import { scale } from './weighted.ts';

/** What a member's trust ratio is. */
export interface TrustRatio {
  /** 1, or 0 for no ratio at all. */
  readonly adapts: number;
  /** The largest ratio. */
  readonly limit: number;
  /** What the norm of the parameters is multiplied by. */
  readonly parameters: number;
}

/**
 * Multiplies each tensor by the norm of its parameters over its own, so that the learning rate is the relative change of a
 * tensor; by 1 where either norm is zero (You et al. 2020, arXiv 1904.00962).
 */
export function trustRatio<Settings>(
  members: readonly Settings[],
  ratioOf: (settings: Settings, at: MemberStep) => TrustRatio,
) {
  const coefficients = perMember(members, (settings, at) => {
    const { adapts, limit, parameters } = ratioOf(settings, at);
    return { adapts, rest: 1 - adapts, limit, parameters };
  });
  return stateless(
    (updates, params, context) => {
      const { adapts, rest, limit, parameters } = coefficients(context);
      if (adapts === 0) return updates;
      const ours = scale(tf.sqrt(squaredNorms(params)), parameters);
      const theirs = tf.sqrt(squaredNorms(updates));
      const both = tf.logicalAnd(tf.greater(ours, 0), tf.greater(theirs, 0));
      const ratio = tf.minimum(tf.where(both, tf.div(ours, theirs), 1), limit);
      return scaleTensors(updates, rest === 0 ? ratio : tf.add(tf.mul(ratio, adapts), rest));
    },
    { elementwise: false },
  );
}
