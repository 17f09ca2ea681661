import { z } from 'zod';
import { memberDot, memberNorm } from '../tensors/member-norm.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree, type TensorTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineWrapper, type Params } from './entry/optimizer.ts';
import { memberScalar } from './members/member-scalar.ts';
import { common, perMember } from './members/per-member.ts';
import { layoutOf } from './transforms/flatten.ts';
import { handOn } from './transforms/hand-on.ts';
import { zeros } from './transforms/weighted.ts';

/** Added to what is divided by, for the update before the first, which is nothing. */
const tiny = 1e-30;

const settings = z
  .object({
    hyper_lr: z
      .number()
      .min(0)
      .default(0.02)
      .describe('learning rate of the learning rate, in units of the one that it starts from'),
    multiplicative: z
      .boolean()
      .default(true)
      .describe(
        'grow by at most the share hyper_lr an update, by the cosine of gradient and last update; ' +
          'false: plain descent on the factor, whose pace depends on the size of gradients',
      ),
  })
  .refine(({ multiplicative, hyper_lr }) => !multiplicative || hyper_lr < 1, {
    path: ['hyper_lr'],
    message: 'must be below 1 where multiplicative=true, or the learning rate could become negative',
  });

type Learning = {
  readonly inner: TensorTree;
  /** What the updates of the wrapped optimizer are multiplied by, `[P, 1, 1]`. */
  readonly factor: tf.Tensor;
  /** Its last update, not multiplied: the derivative of the parameters at hand in the factor. */
  readonly last: Params;
};

/**
 * Learns the learning rate of whatever it wraps, by descent on the loss: an update that the next gradient finds too
 * short (they point against each other) makes the following ones longer, one too long makes them shorter.
 *
 * Learned is a factor on the wrapped optimizer's updates, which starts at 1 and comes on top of any schedule. With
 * `multiplicative=false` this is descent on the learning rate α itself, started at α₀, with rate hyper_lr · α₀²; the
 * factor may then become negative. Buffers that hold the learning rate, as some rules have, are not scaled.
 *
 * State: one number a parameter and one more.
 */
export const hyper = defineWrapper({
  name: 'HYPER',
  summary: 'learns the learning rate by hypergradient descent',
  source:
    'Baydin et al. 2018 (arXiv 1703.04782); Chandra et al. 2022 (arXiv 1909.13371) gdtuo.py at b3b047e; ' +
    'the cosine as in Caffe2 learning_rate_adaption_op.cc',
  equation: [
    'all tensors as one vector, from f = 1:',
    'f ← f - hyper_lr·f·⟨g, Δ′⟩/(‖g‖‖Δ′‖ + 1e-30)    (Δ′ = 0 at t = 1)',
    'θ ← θ + fΔ',
    'multiplicative=false: f ← f - hyper_lr·⟨g, Δ′⟩',
  ],
  settings,
  memory: (parameters) => countNumbers(parameters) + 1,
  changes: ({ multiplicative }) => (multiplicative ? 'scale' : 'reverse'),
  refuses: (change, wrapper) =>
    change === 'scale' || change === 'reverse' || change === 'place'
      ? 'both would learn the same factor; write one of them'
      : `its factor is learned from what its last update did, as it made it; write HYPER(${wrapper}(…))`,
  create(members, inner) {
    const multiplicative = common(members, 'multiplicative');
    const coefficients = perMember(members, ({ hyper_lr }) => ({ rate: hyper_lr }));
    return {
      ...handOn<Learning>(inner),
      init: (params): Learning => ({
        inner: inner.init(params),
        factor: memberScalar(params, 1),
        last: zeros(params),
      }),
      report: (params, state) => ({
        ...inner.report?.(params, state.inner),
        learning_rate_factor: state.factor,
      }),
      update(gradients, state: Learning, params, context) {
        const layout = layoutOf(gradients);
        const [now, before] = [gradients, state.last].map((tree) => layout.join(layout.ordered(tree))) as [
          tf.Tensor,
          tf.Tensor,
        ];
        const descent = tf.mul(memberDot(now, before), coefficients(context).rate);
        const step = multiplicative
          ? tf.div(tf.mul(state.factor, descent), tf.add(tf.mul(memberNorm(now), memberNorm(before)), tiny))
          : descent;
        const factor = tf.sub(state.factor, step);
        const made = inner.update(gradients, state.inner, params, context);
        return {
          updates: mapTree((update) => tf.mul(update, factor), made.updates),
          state: { inner: made.state, factor, last: made.updates },
        };
      },
    };
  },
});
