import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Params } from './entry/optimizer.ts';
import { common, perMember } from './members/per-member.ts';
import { average } from './transforms/average.ts';
import { chain, stateless } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { isFactored, scaleByFactoredRms } from './transforms/scale-by-factored-rms.ts';
import { scaleTensors, squaredNorms } from './transforms/tensor-norms.ts';
import { weightDecay } from './transforms/weight-decay.ts';

const settings = z
  .object({
    lr: z
      .number()
      .min(0)
      .nullable()
      .default(1)
      .transform((lr) => lr ?? 1)
      .describe(
        'factor on the relative step, or the learning rate itself where relative_step=false; none: 1',
      ),
    eps: z
      .tuple([z.number().positive(), z.number().min(0)])
      .default([1e-30, 1e-3])
      .describe('added to squared gradients; the least size that scale_parameter takes a tensor for'),
    clip_threshold: z
      .number()
      .positive()
      .default(1)
      .describe('largest root mean square of a step, tensor by tensor, in units of the learning rate'),
    decay_rate: z
      .number()
      .max(0)
      .default(-0.8)
      .describe('the average of squares keeps 1 - step^decay_rate of its past'),
    beta1: z
      .number()
      .min(0)
      .lt(1)
      .nullable()
      .default(null)
      .describe('what a moving average of the steps keeps of its past; none: no average'),
    weight_decay: weightDecay(
      0,
      'decoupled: parameters shrink by the learning rate of their tensor · weight_decay',
    ),
    scale_parameter: z
      .boolean()
      .default(true)
      .describe('multiply the learning rate by the root mean square of each tensor'),
    relative_step: z
      .boolean()
      .default(true)
      .describe('learning rate lr · min(0.01, 1/√step); false: lr. It is best to set lr then, about 0.01'),
    warmup_init: z
      .boolean()
      .default(false)
      .describe('learning rate lr · min(0.000001 · step, 1/√step); needs relative_step'),
  })
  .refine(({ warmup_init, relative_step }) => !warmup_init || relative_step, {
    path: ['warmup_init'],
    message: 'needs relative_step=true; set it too, or warmup_init=false',
  });

type Settings = z.output<typeof settings>;

/**
 * Adagrad's relative with little memory: squares of gradients are remembered by row and by column, steps are clipped tensor
 * by tensor, and the learning rate follows the number of steps and the size of each tensor.
 *
 * The reference takes either a learning rate or relative steps; here `lr` multiplies the relative step, so that it can be
 * tuned and scheduled, and 1 or none is the reference. With `scale_parameter` and no relative step, the reference's
 * learning rate takes in the size of one tensor after the other; here each tensor's is its own.
 *
 * State: a number for each row and column of matrices, one for each number of vectors; one more a parameter with beta1.
 */
export const adafactor = defineOptimizer({
  name: 'ADAFACTOR',
  summary: 'little memory: squared gradients by row and column, relative steps',
  source: 'Shazeer & Stern 2018 (arXiv 1804.04235); facebookresearch/fairseq optim/adafactor.py at 003179f',
  equation: [
    'b = 1 - t^decay_rate,  q = g² + ε₁',
    'kernels: r ← br + (1 - b)·(mean of q over each row)',
    '         k ← bk + (1 - b)·(mean of q over each column)',
    '         v = r kᵀ/mean(r)',
    'vectors: v ← bv + (1 - b)q',
    'u = g/√v,  u ← u/max(1, RMS(u)/clip_threshold)',
    'a = η·min(0.01, 1/√t)·max(ε₂, RMS(θ))',
    'M = au                       (beta1: M ← β₁M + (1 - β₁)au)',
    'θ ← θ - M - aλθ',
    'relative_step=false: a = η·max(ε₂, RMS(θ))',
    'warmup_init: 1e-6·t for 0.01;  scale_parameter=false: a without max(…)',
  ],
  settings,
  memory: (parameters, { beta1 }) =>
    parameters.reduce(
      (sum, { shape }) => sum + (isFactored(shape) ? shape[0] + shape[1] : shape[0] * shape[1]),
      0,
    ) + ((beta1 ?? 0) > 0 ? countNumbers(parameters) : 0),
  refuses: (change, _wrapper, { relative_step, scale_parameter }) =>
    change === 'shift' && (relative_step || scale_parameter)
      ? 'its learning rates are its own, by step and by tensor, and are not seen from outside; write ADAFACTOR(weight_decay=…), or kind=coupled'
      : undefined,
  create: (members) =>
    chain(
      scaleByFactoredRms(members),
      scaleByStepSizes(members),
      flatten(average(members.map(({ beta1 }) => ({ momentum: beta1 ?? 0 })))),
      descend(members),
    ),
});

const coefficientsOf = (members: readonly Settings[]) =>
  perMember(members, ({ lr, eps, clip_threshold, weight_decay, relative_step, warmup_init }, at) => {
    const limit = warmup_init ? 1e-6 * at.step : 1e-2;
    const relative = relative_step ? Math.min(limit, 1 / Math.sqrt(at.step)) : 1;
    const rate = lr * at.learningRateScale * relative;
    return { rate, decay: rate * weight_decay, least: eps[1], threshold: clip_threshold };
  });

/** Clips the root mean square of each tensor and multiplies it by the tensor's learning rate. */
function scaleByStepSizes(members: readonly Settings[]) {
  const coefficients = coefficientsOf(members);
  const scales = common(members, 'scale_parameter');
  return stateless(
    (updates, params, context) => {
      const { rate, least, threshold } = coefficients(context);
      const excess = tf.maximum(tf.div(rootMeanSquares(updates), threshold), 1);
      const size = scales ? tf.maximum(rootMeanSquares(params), least) : 1;
      return scaleTensors(updates, tf.div(tf.mul(size, rate), excess));
    },
    { elementwise: false },
  );
}

/** The last stage: minus what came so far, minus the weight decay at the tensor's learning rate. */
function descend(members: readonly Settings[]) {
  const coefficients = coefficientsOf(members);
  const scales = common(members, 'scale_parameter');
  return stateless(
    (updates, params, context) => {
      const { decay, least } = coefficients(context);
      if (decay === 0) return mapTree(tf.neg, updates);
      const shrunk = scales
        ? scaleTensors(params, tf.mul(tf.maximum(rootMeanSquares(params), least), decay))
        : mapTree((param) => tf.mul(param, decay), params);
      return mapTree((update, part) => tf.neg(tf.add(update, part!)), updates, shrunk);
    },
    { elementwise: false },
  );
}

/** `[P, 1, tensors]` */
function rootMeanSquares(params: Params): tf.Tensor {
  const counts = Object.values(params).map(({ shape }) => shape[1]! * shape[2]!);
  return tf.sqrt(tf.div(squaredNorms(params), tf.tensor(counts, [1, 1, counts.length])));
}
