import { z } from 'zod';
import { pow } from '../pow.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { perMember } from './members/per-member.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { type Moments, nextMoments, noMoments } from './transforms/moments.ts';
import { betas } from './transforms/scale-by-adam.ts';
import { weightDecay } from './transforms/weight-decay.ts';
import { forgetIn } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(1e-3, "ours, ADAMW's: the reference has none"),
  betas: betas(0.9, 0.99),
  eps: z
    .number()
    .positive()
    .default(1e-6)
    .describe(
      'added to the root of the second moment, and the least that this root counts as where gradients are compared ' +
        "with it; default: the reference's",
    ),
  weight_decay: weightDecay(0.01, 'of the kind that decouple_lr says'),
  decouple_lr: z
    .boolean()
    .default(false)
    .describe(
      'parameters shrink by weight_decay times the share of max_lr that a step has; false: by its rate times weight_decay',
    ),
  max_lr: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('the largest learning rate of the schedule, for decouple_lr; none: lr'),
});

type Settings = z.output<typeof settings>;

/**
 * StableAdamW: AdamW whose step of a tensor is shortened where its gradient is larger than its second moment expects, as
 * Adafactor clips. Its betas grow from 0, which corrects for the start at zero.
 *
 * State: two numbers a parameter.
 */
export const stableadamw = defineOptimizer({
  name: 'STABLEADAMW',
  summary: 'AdamW with shorter steps of tensors whose gradients surprise it',
  source: 'Wortsman et al. 2023 (arXiv 2304.13013); warner-benjamin/optimi optimi/stableadamw.py at 17a3d54',
  equation: [
    'bᵢ = βᵢ(1 - βᵢᵗ⁻¹)/(1 - βᵢᵗ)',
    'm ← b₁m + (1 - b₁)g',
    'v ← b₂v + (1 - b₂)g²',
    'R = max(1, RMS(g/max(√v, ε))) of each tensor',
    'θ ← θ - (η/R)(m/(√v + ε) + λθ)',
    'decouple_lr: (λ/max_lr)θ for λθ',
  ],
  settings,
  memory: numbersPerParameter(2),
  create: stableRule,
});

function stableRule(members: readonly Settings[]): Optimizer<Moments> {
  const coefficients = perMember(members, (settings, { step, learningRateScale }) => {
    const { lr, betas, eps, weight_decay, decouple_lr, max_lr } = settings;
    const [beta1, beta2] = betas.map((beta) => debiased(beta, step)) as [number, number];
    const rate = lr * learningRateScale;
    const share = !decouple_lr ? rate : max_lr === null ? learningRateScale : rate / max_lr;
    return {
      ...{ keepM: beta1, takeM: 1 - beta1, keepV: beta2, takeV: 1 - beta2 },
      ...{ eps, rate: -rate, shrink: -share * weight_decay },
    };
  });
  return {
    elementwise: false,
    init: noMoments,
    forget: forgetIn,
    update(gradients, state, params, context) {
      const c = coefficients(context);
      const moments = nextMoments(state, gradients, c);
      const updates = mapTree(
        (gradient, m, v, param) => {
          const root = tf.sqrt(v!);
          const surprise = tf.square(tf.div(gradient, tf.maximum(root, c.eps)));
          const shorten = tf.maximum(tf.sqrt(tf.mean(surprise, [1, 2], true)), 1);
          const direction = tf.add(tf.mul(tf.div(m!, tf.add(root, c.eps)), c.rate), tf.mul(param!, c.shrink));
          return tf.div(direction, shorten);
        },
        gradients,
        moments.m,
        moments.v,
        params,
      );
      return { updates, state: moments };
    },
  };
}

/** What an average keeps of its past so that it is the corrected one of Adam. */
function debiased(beta: number, step: number): number {
  return (beta * (1 - pow(beta, step - 1))) / (1 - pow(beta, step));
}
