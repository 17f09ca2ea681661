import { defineOp } from '../../tensors/op.ts';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Params } from '../entry/optimizer.ts';
import type { Coefficient } from '../members/per-member.ts';
import { zeros } from './weighted.ts';

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

type MomentWeights = Readonly<Record<keyof ReturnType<typeof momentWeights>, Coefficient>>;

/** → both moments of one tensor with its gradient taken in. */
export const momentsOp = defineOp<'m' | 'v' | 'gradient', MomentWeights>({
  name: 'Moments',
  formula: ({ m, v, gradient }, { keepM, takeM, keepV, takeV }) => [
    tf.add(tf.mul(m, keepM), tf.mul(gradient, takeM)),
    tf.add(tf.mul(v, keepV), tf.mul(tf.square(gradient), takeV)),
  ],
});

/** The moments with a gradient taken in. */
export function nextMoments({ m, v }: Moments, gradients: Params, weights: MomentWeights): Moments {
  const names = Object.keys(m);
  const next = names.map((name) =>
    momentsOp({ m: m[name]!, v: v[name]!, gradient: gradients[name]! }, weights),
  );
  const nth = (index: number): Params =>
    Object.fromEntries(names.map((name, at) => [name, next[at]![index]!]));
  return { m: nth(0), v: nth(1) };
}

/** numerator / (root · √square + eps), of tensors of one shape. */
export const overRootOp = defineOp<'numerator' | 'square', Readonly<Record<'root' | 'eps', Coefficient>>>({
  name: 'OverRoot',
  formula: ({ numerator, square }, { root, eps }) => [
    tf.div(numerator, tf.add(tf.mul(tf.sqrt(square), root), eps)),
  ],
});

/** numerator / (root · √square + eps), leaf by leaf. */
export function overRoot(
  numerators: Params,
  squares: Params,
  eps: Coefficient,
  root: Coefficient = 1,
): Params {
  return mapTree(
    (numerator, square) => overRootOp({ numerator, square: square! }, { root, eps })[0]!,
    numerators,
    squares,
  );
}
