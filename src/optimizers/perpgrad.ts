import { z } from 'zod';
import { memberDot } from '../tensors/member-norm.ts';
import * as tf from '../tensors/tf.ts';
import { defineWrapper, type Params } from './entry/optimizer.ts';
import { chain, stateless } from './transforms/chain.ts';
import { onTensors } from './transforms/flatten.ts';
import { scaleTensors, squaredNorms } from './transforms/tensor-norms.ts';

/** Added to what is divided by, as the reference does. */
const tiny = 1e-30;
/** Less than this share of a gradient is what rounding leaves of one that lies along the parameters altogether. */
const noise = 1e-6;

/**
 * ⊥Grad: takes from the gradient of each tensor what lies along the tensor itself, which only scales it up or down, and
 * gives what is left the length that it had. The wrapped optimizer sees no other gradients, also where it asks for
 * one elsewhere.
 *
 * A tensor of one number has no other direction than its own: its gradient passes as it is. Of a gradient that lies
 * along a longer tensor nothing is left. In both cases the reference stretches rounding errors to full length.
 *
 * State: none of its own.
 */
export const perpgrad = defineWrapper({
  name: 'PERPGRAD',
  summary: 'gradients without the part along the parameters',
  source:
    'Prieto et al. 2025 (arXiv 2501.04697); ' +
    'LucasPrietoAl/grokking-at-the-edge-of-numerical-stability orthograd.py at 0cc9e8d',
  equation: [
    'each tensor by itself:',
    'x = g - θ⟨θ, g⟩/(⟨θ, θ⟩ + 1e-30)',
    'g ← x·‖g‖/(‖x‖ + 1e-30), then the rule inside',
    'g ← 0 where ‖x‖ < 1e-6‖g‖;  a tensor of one number keeps its g',
  ],
  settings: z.object({}),
  memory: () => 0,
  changes: () => 'nothing',
  create: (_members, inner) => chain(stateless(across, { elementwise: false }), onTensors(inner)),
});

/** gradient - ⟨gradient, param⟩ / ⟨param, param⟩ · param of each tensor, at the length of the gradient. */
function across(gradients: Params, params: Params): Params {
  const names = Object.keys(gradients).filter((name) => gradients[name]!.size > gradients[name]!.shape[0]!);
  if (names.length === 0) return gradients;
  const [g, p] = [gradients, params].map((tree) =>
    Object.fromEntries(names.map((name) => [name, tree[name]!])),
  ) as [Params, Params];
  const dots = tf.concat(
    names.map((name) => memberDot(g[name]!, p[name]!)),
    2,
  );
  const along = scaleTensors(p, tf.div(dots, tf.add(squaredNorms(p), tiny)));
  const rest = Object.fromEntries(names.map((name) => [name, tf.sub(g[name]!, along[name]!)]));
  const [whole, left] = [g, rest].map((tree) => tf.sqrt(squaredNorms(tree))) as [tf.Tensor, tf.Tensor];
  const factors = tf.div(whole, tf.add(left, tiny));
  const kept = tf.where(tf.less(left, tf.mul(whole, noise)), tf.zerosLike(factors), factors);
  return { ...gradients, ...scaleTensors(rest, kept) };
}
