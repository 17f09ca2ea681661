import { z } from 'zod';
import { pow } from '../pow.ts';
import * as tf from '../tensors/tf.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { momentum } from './transforms/momentum.ts';
import { betas } from './transforms/scale-by-adam.ts';
import { inverseRoot, scaleTensors, squaredNorms } from './transforms/tensor-norms.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';
import { addScaled, blend } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(
    1e-3,
    "a fair compromise of the sweeps in configs/defaults (the reference's is 0.1, its RL experiments' 5e-4)",
  ),
  betas: betas(0.9, 0.99),
  eps: z.number().positive().default(1e-8).describe('added to every norm that is divided by'),
  weight_decay: weightDecay(1e-3, "part of the momentum; default: MILO's RL experiments"),
  grad_averaging: z
    .boolean()
    .default(true)
    .describe("multiply normalised gradients by 1 - beta1; default: MILO's RL experiments"),
});

/**
 * NovoGrad as the comparison in MILO's repository runs it, which is not the paper's: gradients are normalised twice, a
 * tensor at a time, first by the moving average of their norm, then by that of the norms left after the first. A
 * member's first gradient and weight decay enter the momentum twice, and Adam's bias corrections multiply a momentum
 * that is no average. Steps are large where gradients are tiny.
 *
 * State: one number a parameter, two a tensor.
 */
export const novograd = defineOptimizer({
  name: 'NOVOGRAD',
  summary: 'gradients normalised a tensor at a time, then momentum',
  source: 'Ginsburg et al. 2019 (arXiv 1905.11286), as changed in Logan-Cole-Luna/Milo novograd.py',
  equation: [
    'each tensor by itself:',
    'e ← β₂e + (1 - β₂)‖g‖²       (e = ‖g‖² at t = 1)',
    'n = (1 - β₁)g/(√e + ε)       (grad_averaging=false: without 1 - β₁)',
    'v ← β₂v + (1 - β₂)‖n‖²       (from v = ‖g‖² of t = 1)',
    'b ← β₁b + n/(√v + ε) + λθ    (from b = g/(‖g‖ + ε) + λθ of t = 1)',
    'θ ← θ - η(√c₂/c₁)·b',
  ],
  settings,
  memory: (parameters, { betas }) => (betas[0] > 0 ? countNumbers(parameters) : 0) + 2 * parameters.length,
  create(members) {
    const stepper = chain(
      addWeightDecay(members, ({ weight_decay, betas }, { step }) =>
        step === 1 ? weight_decay * (1 + betas[0]) : weight_decay,
      ),
      momentum(members.map(({ betas }) => ({ momentum: betas[0] }))),
      scaleByLearningRate(
        members,
        ({ lr, betas }, { step }) => (lr * Math.sqrt(1 - pow(betas[1], step))) / (1 - pow(betas[0], step)),
      ),
    );
    return chain(normalizeTwice(members), flatten(stepper));
  },
});

/** All `[P, 1, tensors]`. */
type Norms = {
  /** Moving average of the squared norm of each tensor's gradient. */
  readonly raw: tf.Tensor;
  /** The same of the gradient already normalised by `raw`. */
  readonly normalized: tf.Tensor;
};

function normalizeTwice(members: readonly z.output<typeof settings>[]): Optimizer<Norms> {
  const coefficients = perMember(members, ({ betas: [beta1, beta2], eps, grad_averaging }, { step }) => {
    const first = step === 1;
    return {
      eps,
      share: grad_averaging ? 1 - beta1 : 1,
      keep: beta2,
      takeRaw: first ? 1 : 1 - beta2,
      // The second average starts at the norm of the first gradient as it is, not of the normalised one.
      startNormalized: first ? beta2 : 0,
      takeNormalized: 1 - beta2,
      again: first ? beta1 : 0,
    };
  });
  return {
    init(params) {
      const norms = squaredNorms(params);
      return { raw: tf.zerosLike(norms), normalized: tf.zerosLike(norms) };
    },
    update(gradients, state, _params, context) {
      const c = coefficients(context);
      const now = squaredNorms(gradients);
      const raw = blend(state.raw, c.keep, now, c.takeRaw);
      const once = inverseRoot(c.share, raw, c.eps);
      const started = blend(state.normalized, c.keep, now, c.startNormalized);
      const normalized = addScaled(started, tf.mul(now, tf.square(once)), c.takeNormalized);
      const twice = tf.mul(once, inverseRoot(1, normalized, c.eps));
      const factors = c.again === 0 ? twice : tf.add(twice, inverseRoot(c.again, now, c.eps));
      return { updates: scaleTensors(gradients, factors), state: { raw, normalized } };
    },
  };
}
