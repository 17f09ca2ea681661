import { z } from 'zod';
import { defineWrapper, type Optimizer } from './entry/optimizer.ts';
import { common } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { onTensors } from './transforms/flatten.ts';
import { onKernels } from './transforms/on-kernels.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  weight_decay: weightDecay(0.01, "of what `kind` and `on` say; default: PyTorch's AdamW"),
  kind: z
    .enum(['decoupled', 'coupled'])
    .default('decoupled')
    .describe(
      'decoupled: parameters shrink by lr · weight_decay, unseen by the rule; coupled: L2, part of the gradient',
    ),
  on: z
    .enum(['all', 'kernels'])
    .default('all')
    .describe('which parameters shrink: all, or kernels only (no biases, scales, standard deviations)'),
});

/**
 * Weight decay for a rule that has none, or for kernels only. Around rules whose `lr` is not the rate that they step by, as
 * they find or learn that, and around SPLIT, whose critic has a rate of its own, it can only be coupled; PRODIGY and ADAFACTOR
 * have a decoupled one of their own. Decoupled, the shrink is that of the parameters before the update, lr · weight_decay of
 * them, where lr is the learning rate of the optimizer inside the wrappers times what schedules outside say (one further
 * inside is not seen: write `SCHEDULE(WEIGHT_DECAY(…))`); so that around ADAM it makes ADAMW, and around SGD with momentum it
 * makes SGDW. A rule without a learning rate shrinks by weight_decay itself. Coupled, it is the gradient of
 * ½ · weight_decay · ‖parameters‖², here as at parameters elsewhere. No state.
 */
export const weightDecayed = defineWrapper({
  name: 'WEIGHT_DECAY',
  summary: 'decoupled or coupled weight decay, on kernels only if wanted',
  source:
    'Loshchilov & Hutter 2019 (arXiv 1711.05101); torch.optim.AdamW and the parameter groups used with it',
  equation: [
    'kind=decoupled: θ ← θ + Δ - ηλθ',
    'kind=coupled:   g ← g + λθ, then the rule inside',
    'on=kernels: λ = 0 for vectors',
  ],
  settings,
  memory: () => 0,
  changes: ({ kind }) => (kind === 'coupled' ? 'nothing' : 'shift'),
  create(members, inner, learningRates) {
    const masked = (decay: Optimizer) => (common(members, 'on') === 'kernels' ? onKernels(decay) : decay);
    if (common(members, 'kind') === 'coupled')
      return around(masked(addWeightDecay(members)), inner, 'before');
    const rates = learningRates.map((lr, k) => ({ lr, weight_decay: members[k]!.weight_decay }));
    const shrink = addWeightDecay(
      rates,
      ({ lr, weight_decay }, at) => -lr * at.learningRateScale * weight_decay,
    );
    return around(masked(shrink), inner, 'after');
  },
});

/** The decay before or after the rule that it goes with, which sees tensors one by one only if it must. */
function around(decay: Optimizer, inner: Optimizer, place: 'before' | 'after'): Optimizer {
  const rule = decay.elementwise ? inner : onTensors(inner);
  return place === 'before' ? chain(decay, rule) : chain(rule, decay);
}
