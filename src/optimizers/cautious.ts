import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { defineWrapper, type Params } from './optimizer.ts';
import { onTensors } from './transforms/flatten.ts';
import { scaleTensors } from './transforms/tensor-norms.ts';

/** However few numbers of a tensor move, they move at most 1 / this times as far. */
const fewest = 1e-3;

/**
 * Cautious updates: a number whose update would go against its gradient stays where it is, and the others of its tensor
 * go the further, by one over the share of them that moves.
 *
 * The whole update is looked at, and nothing ever moves against its gradient. The reference's weight decay, which is
 * decoupled, is outside of its mask: C-AdamW to the letter is `WEIGHT_DECAY(CAUTIOUS(ADAM))`.
 *
 * State: none of its own.
 */
export const cautious = defineWrapper({
  name: 'CAUTIOUS',
  summary: 'updates only where they agree with the gradient',
  source: 'Liang et al. 2024 (arXiv 2411.16085); kyleliang919/C-Optim c_adamw.py (2025)',
  settings: z.object({}),
  memory: () => 0,
  create(_members, wrapped) {
    const inner = onTensors(wrapped);
    return {
      ...inner,
      elementwise: false,
      update(gradients, state, params, context) {
        const made = inner.update(gradients, state, params, context);
        return { updates: agreeing(made.updates, gradients), state: made.state };
      },
    };
  },
});

function agreeing(updates: Params, gradients: Params): Params {
  const masks = mapTree(
    (update, gradient) => tf.cast(tf.less(tf.mul(update, gradient!), 0), 'float32'),
    updates,
    gradients,
  );
  const shares = tf.concat(
    Object.values(masks).map((mask) => tf.mean(mask, [1, 2], true)),
    2,
  );
  // Multiplied, not chosen: what is not a number shall not be hidden by a mask.
  return scaleTensors(mapTree(tf.mul, updates, masks), tf.div(1, tf.maximum(shares, fewest)));
}
