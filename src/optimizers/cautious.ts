import { z } from 'zod';
import { defineWrapper } from './entry/optimizer.ts';
import { agreeing } from './transforms/agreeing.ts';
import { onTensors } from './transforms/flatten.ts';

/**
 * Cautious updates: a number whose update would go against its gradient stays where it is, and the others of its tensor
 * go the further, by one over the share of them that moves.
 *
 * The whole update is looked at, and nothing ever moves against its gradient; of SCHEDULEFREE, the whole step that it
 * averages. The reference's weight decay, which is
 * decoupled, is outside of its mask: C-AdamW to the letter is `WEIGHT_DECAY(CAUTIOUS(ADAM))`.
 *
 * State: none of its own.
 */
export const cautious = defineWrapper({
  name: 'CAUTIOUS',
  summary: 'updates only where they agree with the gradient',
  source: 'Liang et al. 2024 (arXiv 2411.16085); kyleliang919/C-Optim c_adamw.py (2025)',
  equation: ['each tensor by itself:', 'M = 1 where Δg < 0, else 0', 'θ ← θ + ΔM/max(mean(M), 1e-3)'],
  settings: z.object({}),
  memory: () => 0,
  changes: () => 'anything',
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
