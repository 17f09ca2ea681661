import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Params } from '../optimizer.ts';
import type { Coefficient } from '../per-member.ts';
import { blend, scale, zeros } from './weighted.ts';

/** What Adam and its kin remember: moving averages of the gradient and of its square. */
export type Moments = { readonly m: Params; readonly v: Params };

/** Moments before the first gradient. */
export function noMoments(params: Params): Moments {
  return { m: zeros(params), v: zeros(params) };
}

/** How much of the past and of the news make the new {@link Moments}. @param memory factor on the past; 0 forgets it. */
export function momentWeights([beta1, beta2]: readonly [number, number], memory = 1) {
  return { keepM: beta1 * memory, takeM: 1 - beta1, keepV: beta2 * memory, takeV: 1 - beta2 };
}

/** The moments with a gradient taken in. */
export function nextMoments(
  { m, v }: Moments,
  gradients: Params,
  weights: Readonly<Record<keyof ReturnType<typeof momentWeights>, Coefficient>>,
): Moments {
  return {
    m: blend(m, weights.keepM, gradients, weights.takeM),
    v: blend(v, weights.keepV, mapTree(tf.square, gradients), weights.takeV),
  };
}

/** numerator / (root · √square + eps), leaf by leaf. */
export function overRoot(
  numerators: Params,
  squares: Params,
  eps: Coefficient,
  root: Coefficient = 1,
): Params {
  return mapTree(
    (numerator, square) => tf.div(numerator, tf.add(scale(tf.sqrt(square), root), eps)),
    numerators,
    squares,
  );
}
