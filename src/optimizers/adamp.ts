import { z } from 'zod';
import { mapTree, type TensorTree } from '../tensors/tree.ts';
import { numbersPerParameter } from './memory.ts';
import { defineOptimizer, type Optimizer } from './optimizer.ts';
import { common, perMember } from './per-member.ts';
import { chain } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { type Moments, momentWeights, nextMoments, noMoments, overRoot } from './transforms/moments.ts';
import { addLeftDecay, radialSettings, removeRadial } from './transforms/remove-radial.ts';
import { betas, biasCorrected } from './transforms/scale-by-adam.ts';
import { weightDecay } from './transforms/weight-decay.ts';
import { blend, scale } from './transforms/weighted.ts';

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
  settings,
  memory: numbersPerParameter(2),
  create: (members) =>
    chain(projected(members, flatten(adam(members))), flatten(scaleByLearningRate(members))),
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
    update(gradients, state, params, context) {
      const c = coefficients(context);
      const { updates, state: next } = inner.update(gradients, state, params, context);
      const steps = removeRadial(updates, gradients, params, c);
      return { updates: addLeftDecay(steps, params, c.weight_decay), state: next };
    },
  };
}

/** Adam's step, if asked for from a first moment into which the gradient is averaged once more. */
function adam(members: readonly Settings[]): Optimizer<Moments> {
  const nesterov = common(members, 'nesterov');
  const coefficients = perMember(members, (settings, at) => {
    const { numerator, eps } = biasCorrected(settings, at);
    return { ...momentWeights(settings.betas), numerator, eps };
  });
  return {
    elementwise: true,
    init: noMoments,
    update(gradients, state, _params, context) {
      const c = coefficients(context);
      const moments = nextMoments(state, gradients, c);
      const ahead = nesterov ? blend(moments.m, c.keepM, gradients, c.takeM) : moments.m;
      const numerators = mapTree((m) => scale(m, c.numerator), ahead);
      return { updates: overRoot(numerators, moments.v, c.eps), state: moments };
    },
  };
}
