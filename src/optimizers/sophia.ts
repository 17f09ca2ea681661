import { z } from 'zod';
import { replaceMembers } from '../tensors/replace-members.ts';
import { signOf } from '../tensors/sign-of.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree, type TensorTree } from '../tensors/tree.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params, type StepContext } from './entry/optimizer.ts';
import { normalNumbers } from './members/normal-numbers.ts';
import { common, membersWhere, perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { mapNames } from './transforms/map-names.ts';
import { betas } from './transforms/scale-by-adam.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';
import { blend, forgetIn, zeros } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(1e-4, "the reference's"),
  betas: betas(0.965, 0.99),
  variant: z
    .enum(['g', 'h'])
    .default('g')
    .describe(
      "curvature: g the policy's Fisher matrix, by its own samples; h the loss's Hessian, by Hutchinson's estimate",
    ),
  rho: z.number().min(0).default(0.04).describe('of g: curvature counts times this; default: the reference'),
  bs: z
    .number()
    .positive()
    .default(1)
    .describe(
      'of g: and times this; for samples that are gradients of a mean, of how many (those of rl-bench are not)',
    ),
  p: z.number().positive().default(0.01).describe('of h: no step is longer, at a learning rate of 1'),
  eps: z.number().positive().default(1e-12).describe('of h: the least that curvature counts as'),
  update_period: z
    .int()
    .positive()
    .default(10)
    .describe('steps from one estimate of the curvature to the next'),
  weight_decay: weightDecay(0.1, 'decoupled; default: the reference'),
});

type Settings = z.output<typeof settings>;

/**
 * Sophia: averaged gradients over an average of the diagonal of the curvature, cut to a largest step. Where there is little
 * curvature, or none is known, it makes steps by signs. Neither average is corrected for having started at zero.
 *
 * The variant g takes the squares of random gradients whose second moments are those of actions drawn anew from the policy,
 * and of the critic's values with unit noise; where the policy does not say its Fisher matrix, g makes steps by signs.
 *
 * State: two numbers a parameter.
 */
export const sophia = defineOptimizer({
  name: 'SOPHIA',
  summary: 'averaged gradients over the diagonal of the curvature, cut to steps of one size',
  source:
    'Liu et al. 2023 (arXiv 2305.14342); Liuhong99/Sophia sophia.py at a7e1572, kozistr/pytorch_optimizer sophia.py at 7a076d2',
  equation: [
    't - 1 a multiple of update_period:',
    '  variant=g: h ← β₂h + (1 - β₂)x²,      x a random gradient, see below',
    '  variant=h: h ← β₂h + (1 - β₂)z·(Hz),  z random signs, H the Hessian',
    'm ← β₁m + (1 - β₁)g',
    'variant=g: u = sign(m)·min(1, |m|/(rho·bs·h + 1e-15))',
    'variant=h: u = m/max(h, ε) between ±p',
    'θ ← θ - η(u + λθ)',
    "x: the mean of xxᵀ is the Fisher matrix of the policy, and of the critic's",
    '  values with unit noise',
  ],
  settings,
  memory: numbersPerParameter(2),
  create: (members) => sophiaRule(members),
});

/** Where curvature comes from. */
export interface CurvatureSource {
  /** Which members take in a new estimate. */
  due(context: StepContext, count: number): readonly boolean[];
  /** Of g a random gradient, of h an estimate of the diagonal; undefined where nobody can say. */
  estimate(params: Params, context: StepContext): Params | undefined;
}

export function sophiaRule(
  members: readonly Settings[],
  source: CurvatureSource = sourceOf(members),
): Optimizer<readonly TensorTree[]> {
  return chain(scaleByCurvature(members, source), addWeightDecay(members), scaleByLearningRate(members));
}

function sourceOf(members: readonly Settings[]): CurvatureSource {
  const due = membersWhere(members, ({ update_period }, { step }) => (step - 1) % update_period === 0);
  const variant = common(members, 'variant');
  return {
    due,
    estimate(params, context) {
      if (variant === 'g') return context.fisherSample?.((like, part) => normalNumbers(context, like, part));
      const probe = mapNames(params, (param, name) => signOf(normalNumbers(context, param, name)));
      const product = context.hessianProduct?.(probe);
      return product && mapNames(product, (each, name) => tf.mul(each, probe[name]!));
    },
  };
}

type State = { readonly m: Params; readonly curvature: Params };

/** Keeps the reference from dividing by zero. */
const leastCurvature = 1e-15;

function scaleByCurvature(members: readonly Settings[], source: CurvatureSource): Optimizer<State> {
  const variant = common(members, 'variant');
  const coefficients = perMember(members, ({ betas: [beta1, beta2], rho, bs, p, eps }) => ({
    keepM: beta1,
    takeM: 1 - beta1,
    keep: beta2,
    take: 1 - beta2,
    factor: rho * bs,
    longest: p,
    eps,
  }));
  return {
    elementwise: true,
    init: (params) => ({ m: zeros(params), curvature: zeros(params) }),
    forget: forgetIn,
    update(gradients, state, params, context) {
      const { keepM, takeM, keep, take, factor, longest, eps } = coefficients(context);
      const due = source.due(context, Object.values(params)[0]!.shape[0]!);
      const estimate = due.some(Boolean) ? source.estimate(params, context) : undefined;
      const curvature = estimate
        ? replaceMembers(due, state.curvature, (pick) => {
            const own = (x: typeof keep) => (typeof x === 'number' ? x : pick(x));
            const news = pick(estimate);
            const taken = variant === 'g' ? mapTree(tf.square, news) : news;
            return blend(pick(state.curvature), own(keep), taken, own(take));
          })
        : state.curvature;
      const m = blend(state.m, keepM, gradients, takeM);
      const updates = mapTree(
        (mean, own) => {
          if (variant === 'h') {
            const step = tf.div(mean, tf.maximum(own!, eps));
            return tf.minimum(tf.maximum(step, tf.neg(longest)), longest);
          }
          const length = tf.div(tf.abs(mean), tf.add(tf.mul(own!, factor), leastCurvature));
          return tf.mul(signOf(mean), tf.minimum(length, 1));
        },
        m,
        curvature,
      );
      return { updates, state: { m, curvature } };
    },
  };
}
