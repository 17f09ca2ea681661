import { z } from 'zod';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { chain } from './transforms/chain.ts';
import { hyperClip } from './transforms/clamp-size.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { learned, scaleByMada } from './transforms/scale-by-mada.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const share = z.number().min(0).max(1);
const beta = z.number().min(0).lt(1);
const six = learned.map(({ name }) => name).join(', ');

/** One number for each of what is learned, or one for all. */
function forEach(each: z.ZodNumber) {
  return z.union([each, z.tuple([each, each, each, each, each, each])]);
}

const settings = z.object({
  lr: learningRate(1e-3, "the reference's; it is not learned"),
  beta1: beta.default(0.9).describe('first moment; learned between 0.01 and 0.99'),
  beta2: beta.default(0.95).describe('second moment; learned between 0.501 and 0.99'),
  beta3: beta
    .default(0)
    .describe(
      'how much of the change of the gradient is added, 0: Adam, above: as in Adan; learned up to 0.99',
    ),
  rho: share.default(0.6).describe('second moment, 1: moving average, 0: mean of its past (AVGrad); learned'),
  c: share.default(1).describe('second moment, 1: as in Adam, 0: as in Yogi; learned'),
  gamma: share
    .default(1)
    .describe('step, 1: over the root of the second moment, 0: the sign, as in Lion; learned'),
  eps: z
    .number()
    .positive()
    .default(1e-8)
    .describe("added to the root of the second moment; default: train.py's"),
  hyper_lr: forEach(z.number().min(0))
    .default(2.5e-3)
    .describe(`learning rate of what is learned, one for all or [${six}]; default: train.py's`),
  hyper_momentum: forEach(z.number().min(0).lt(1))
    .default([0.5, 0.5, 0.5, 0.5, 0.5, 0])
    .describe(`momentum with which that is learned, one for all or [${six}]; default: train.py's`),
  hyper_clip: hyperClip(null, "train.py's (10 in train_ddp.py)"),
  weight_decay: weightDecay(0, "decoupled: parameters shrink by lr · weight_decay; train_ddp.py's is 0.1"),
});

/**
 * MADA: a family that has Adam, AVGrad, Adan, Yogi and Lion for its corners, and finds its place in it by descent on the
 * loss: the derivative of the loss in each coefficient goes through the last update alone.
 *
 * Values outside of a range that is learned in are moved to its edge by the first update. Where gradients are clipped,
 * hypergradients are of the clipped ones. A number whose second moment has faded to 0, because its gradients are 0, adds
 * nothing to hypergradients (the reference has NaN there).
 *
 * State: twelve numbers a parameter, six of which are the derivatives of its last update, and twelve more.
 */
export const mada = defineOptimizer({
  name: 'MADA',
  summary: 'learns its place between Adam, AVGrad, Adan, Yogi and Lion',
  source:
    'Ozkara et al. 2024 (arXiv 2401.08893); amazon-science/mada_optimizer_search gdtuo.py at 2beded8 (Meta, SGDPerParamMo)',
  equation: [
    'all parameters as one vector, h any of β₁, β₂, β₃, rho, c, gamma:',
    'H = ⟨g, ∂θ/∂h⟩ by the last update    (0 at t = 1; hyper_clip: H in ±that)',
    's ← hyper_momentum·s + H,  h ← h - hyper_lr·s, within its range',
    'D = g - g′,  x = g + β₃D',
    'y = cx² + (1 - c)(v + sign(x² - v)x²)',
    'm ← β₁m + (1 - β₁)g',
    'v ← β₂v + (1 - β₂)y          (from v = 1e-15)',
    'n ← β₃n + (1 - β₃)D          (from n = g² of t = 1)',
    'w ← (v + (t - 1)w)/t',
    'l ← 0.98l + 0.02g',
    'A = (m/c₁ + β₃n)/(√((rho·v + (1 - rho)w)/c₂) + ε)',
    'u = gamma·A + (1 - gamma)·sign(0.95l + 0.05g)',
    'θ ← θ - η(u + λθ)',
    '∂θ/∂h = -η ∂u/∂h with what is remembered taken as given',
  ],
  settings,
  memory: (parameters) => 12 * countNumbers(parameters) + 12,
  refuses(change, wrapper) {
    // Decay does not depend on what is learned.
    if (change === 'shift') return undefined;
    return `it learns from what its last update did, as it made it; write ${wrapper}(ADAM), or MADA at several --learning-rates`;
  },
  create: (members) =>
    flatten(chain(scaleByMada(members), addWeightDecay(members), scaleByLearningRate(members))),
});
