import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { memberNormOfAnySize } from '../tensors/member-norm.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree, type TensorTree } from '../tensors/tree.ts';
import { defineWrapper, type Params, type StepContext } from './entry/optimizer.ts';
import { memberScalar } from './members/member-scalar.ts';
import { perMember } from './members/per-member.ts';
import { onTensors, vectorOf } from './transforms/flatten.ts';
import { handOn } from './transforms/hand-on.ts';

const settings = z.object({
  power: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('p: how much the drift counts; 1: all of it; 0: the learning rate of the rule inside stays'),
  scale: z
    .number()
    .positive()
    .default(0.1)
    .describe('c, a factor on the learning rate; p = 1 and c = 1 go back and forth for ever on a round bowl'),
  max_lr: z
    .number()
    .positive()
    .default(5)
    .describe("largest learning rate, before c; default: the reference's"),
});

type State = {
  readonly inner: TensorTree;
  /** ‖Hg‖ and the learning rate of the last step, `[P, 1, 1]` each. */
  readonly curved: tf.Tensor;
  readonly rate: tf.Tensor;
};

/**
 * The learning rate by the drift of discrete steps: what a step of gradient descent is off the way of the gradient flow is
 * about η²Hg/2, so the rate is the smaller the more the gradient changes along itself. It takes the place of the rate of the
 * rule inside, whose schedules still multiply.
 *
 * Hg is of the same minibatch, by two gradients a little apart. A gradient of 0, or one that does not change along itself,
 * gets the largest rate. State: two numbers, reported as `dal.hessian_gradient_norm` and `dal.learning_rate`.
 */
export const dal = defineWrapper({
  name: 'DAL',
  summary: 'learning rate by how much the gradient changes along itself (drift-adjusted)',
  source:
    'Rosca et al. 2023 (arXiv 2302.01952); deepmind/discretisation_drift principal_flow_instability_single_objective/dal.py at e5c5623',
  equation: [
    'q = ‖Hg‖/‖g‖    (H the Hessian of the minibatch; all tensors as one vector)',
    'η ← c·min(2/qᵖ, max_lr), then the rule inside    (p = power, c = scale)',
    'p = 0: η ← c·η',
  ],
  settings,
  memory: () => 2,
  changes: () => 'scale',
  create(members, wrapped, learningRates) {
    const inner = onTensors(wrapped);
    const own = members.map((each, member) => ({ ...each, lr: learningRates[member]! }));
    const coefficients = perMember(own, ({ power, scale, max_lr, lr }) => ({
      power,
      scale,
      largest: max_lr,
      lr,
      isFixed: power === 0 ? 1 : 0,
      perRate: lr > 0 ? 1 / lr : 0,
    }));
    return {
      ...handOn<State>(inner),
      init: (params): State => ({
        inner: inner.init(params),
        curved: memberScalar(params, 0),
        rate: memberScalar(params, 0),
      }),
      ...(inner.forget && {
        forget: (state: State, kept: Params) => ({ ...state, inner: inner.forget!(state.inner, kept) }),
      }),
      report: (params, state) => ({
        ...inner.report?.(params, state.inner),
        'dal.hessian_gradient_norm': state.curved,
        'dal.learning_rate': state.rate,
      }),
      update(gradients, state: State, params, context) {
        const { power, scale, largest, lr, isFixed, perRate } = coefficients(context);
        const length = memberNormOfAnySize(vectorOf(gradients));
        const curved = memberNormOfAnySize(vectorOf(alongItself(context, gradients, params, length)));
        const isCurved = tf.logicalAnd(tf.greater(length, 0), tf.greater(curved, 0));
        const quotient = tf.where(isCurved, tf.div(curved, tf.where(isCurved, length, 1)), 1);
        const found = tf.where(isCurved, tf.minimum(tf.div(2, tf.pow(quotient, power)), largest), largest);
        const rate = tf.mul(tf.where(tf.greater(isFixed, 0), lr, found), scale);
        const made = inner.update(gradients, state.inner, params, context);
        const factor = tf.mul(rate, perRate);
        return {
          updates: mapTree((update) => tf.mul(update, factor), made.updates),
          state: { inner: made.state, curved, rate },
        };
      },
    };
  },
});

/** Hg; where nobody knows products with the Hessian, from the gradient 0.01 ahead. */
function alongItself(
  { hessianProduct, gradientAt }: StepContext,
  gradients: Params,
  params: Params,
  length: tf.Tensor,
): Params {
  if (hessianProduct) return hessianProduct(gradients);
  if (!gradientAt) {
    throw new UsageError('DAL takes a second gradient: hand hessianProduct or gradientAt over with the step');
  }
  const far = tf.div(0.01, tf.where(tf.greater(length, 0), length, 1));
  const ahead = gradientAt(mapTree((param, g) => tf.add(param, tf.mul(g!, far)), params, gradients));
  return mapTree((there, here) => tf.div(tf.sub(there, here!), far), ahead, gradients);
}
