import { z } from 'zod';
import type { TensorTree } from '../tensors/tree.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { type MemberStep, perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { addLeftDecay, radialSettings, removeRadial } from './transforms/remove-radial.ts';
import { type AdamWeights, betas, biasCorrected, scaleByAdam } from './transforms/scale-by-adam.ts';
import { weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-3, "the reference's"),
  betas: betas(0.9, 0.999),
  weight_decay: weightDecay(0, 'decoupled: parameters shrink by lr · weight_decay'),
  ...radialSettings,
  nesterov: z.boolean().default(false).describe("Nesterov's momentum: average the gradient in once more"),
});

type Settings = z.output<typeof settings>;

/**
 * AdamW that does not lengthen weights whose length is of no consequence, as those before a normalisation: what of a step
 * goes along such weights is left out, and most of their weight decay with it. Whether they are such weights is read from
 * the gradient. State: two numbers a parameter.
 */
export const adamp = defineOptimizer({
  name: 'ADAMP',
  summary: 'AdamW without steps that merely lengthen weights',
  source: 'Heo et al. 2021 (arXiv 2006.08217); clovaai/AdamP adamp/adamp.py at 7f6f038',
  equation: [
    'm ← β₁m + (1 - β₁)g',
    'v ← β₂v + (1 - β₂)g²',
    'u = (m/c₁)/(√(v/c₂) + ε)     (nesterov: β₁m + (1 - β₁)g for m)',
    'u ← u without its radial part, r the share of the decay that is left',
    'θ ← θ - η(u + rλθ)',
    "radial part of a kernel's step u, by its gradient g:",
    '  if |cos(g, θ)| < delta/√in for every output:',
    '    u ← u - θ⟨u, θ⟩/(‖θ‖ + ε)² output by output, r = wd_ratio',
    '  else, if |cos(g, θ)| < delta/√(in·out) for the kernel as one vector:',
    '    the same for the kernel as one vector, r = wd_ratio',
    '  else, and for vectors: u stays, r = 1',
  ],
  settings,
  memory: numbersPerParameter(2),
  create: (members) =>
    chain(projected(members, flatten(scaleByAdam(members, weights))), flatten(scaleByLearningRate(members))),
});

/** What `inner` makes of the gradients, without what merely lengthens weights, and with weight decay. */
function projected<S extends TensorTree>(members: readonly Settings[], inner: Optimizer<S>): Optimizer<S> {
  const coefficients = perMember(members, ({ delta, eps, wd_ratio, weight_decay }) => ({
    delta,
    eps,
    wd_ratio,
    weight_decay,
  }));
  return {
    init: inner.init,
    ...(inner.forget && { forget: inner.forget }),
    update(gradients, state, params, context) {
      const c = coefficients(context);
      const { updates, state: next } = inner.update(gradients, state, params, context);
      const steps = removeRadial(updates, gradients, params, c);
      return { updates: addLeftDecay(steps, params, c.weight_decay), state: next };
    },
  };
}

/** Adam's weights; for Nesterov's momentum the gradient is averaged in once more: β₁ m + (1 - β₁) g in place of m. */
function weights(settings: Settings, at: MemberStep): AdamWeights {
  const adam = biasCorrected(settings, at);
  if (!settings.nesterov) return adam;
  const [beta1] = settings.betas;
  return { ...adam, numerator: adam.numerator * beta1, gradient: adam.numerator * (1 - beta1) };
}
