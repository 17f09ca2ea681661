import { z } from 'zod';
import { UsageError } from '../errors.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree, type TensorTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineWrapper, type Optimizer, type Params } from './entry/optimizer.ts';
import { common, perMember } from './members/per-member.ts';
import { handOn } from './transforms/hand-on.ts';
import { momentaOf, withMomenta } from './transforms/momentum.ts';
import { blend, scale, zeros } from './transforms/weighted.ts';

const settings = z.object({
  la_steps: z
    .int()
    .min(1)
    .default(5)
    .describe("updates of the optimizer inside between two of the slow weights; default: the reference's"),
  la_alpha: z
    .number()
    .gt(0)
    .max(1)
    .default(0.8)
    .describe(
      "share of the way to the fast weights that the slow ones go; default: the reference's (the paper's is 0.5)",
    ),
  pullback_momentum: z
    .enum(['none', 'reset', 'pullback'])
    .default('none')
    .describe(
      'what becomes of heavy-ball momentum then: none: it stays; reset: it begins anew; pullback: it goes the same share of ' +
        'the way from what it was at the last of these updates',
    ),
});

type Settings = z.output<typeof settings>;

/**
 * Lookahead: slow weights follow the fast ones of the optimizer inside a share of the way every few updates, from where the
 * fast ones go on. The slow weights are evaluated; where the optimizer inside evaluates an average of its own, that is.
 *
 * The way from the slow weights to the fast ones is remembered, as steps that wrappers around this one have left of those
 * made: so they and their copies stay together.
 *
 * State: one number a parameter, two with pullback_momentum=pullback.
 */
export const lookahead = defineWrapper({
  name: 'LOOKAHEAD',
  summary: 'slow weights that follow those of another optimizer a share of the way every few updates',
  source: 'Zhang et al. 2019 (arXiv 1907.08610); michaelrzhang/lookahead lookahead_pytorch.py at c4fd85f',
  equation: [
    'θ ← θ + Δ',
    't a multiple of la_steps: s ← s + la_alpha·(θ - s),  θ ← s',
    'evaluated: s                 (from s = θ₀)',
    'pullback_momentum, at these updates: reset m ← 0;',
    '  pullback m ← la_alpha·m + (1 - la_alpha)·(m of the last of them)',
  ],
  settings,
  memory: (parameters, { pullback_momentum }) =>
    (pullback_momentum === 'pullback' ? 2 : 1) * countNumbers(parameters),
  changes: () => 'place',
  refuses: (change, wrapper) =>
    change === 'place'
      ? `${wrapper} would place the fast weights alone, and not the slow ones; write ${wrapper}(ADAM)`
      : undefined,
  create: lookaheadRule,
});

type State = {
  readonly inner: TensorTree;
  /** From the slow weights to the fast ones. */
  readonly way: Params;
  /** Momenta as they were left at the last update of the slow weights; empty unless they are pulled back. */
  readonly cached: readonly Params[];
};

function lookaheadRule(members: readonly Settings[], inner: Optimizer): Optimizer<State> {
  const momentum = common(members, 'pullback_momentum');
  const coefficients = perMember(members, ({ la_steps, la_alpha }, { step }) => {
    const follows = step % la_steps === 0;
    const back = 1 - la_alpha;
    return follows
      ? { ahead: 0, follows: 1, back: -back, keep: la_alpha, take: back }
      : { ahead: 1, follows: 0, back: 0, keep: 1, take: 0 };
  });
  /** Momenta after an update, and what is remembered of them. */
  const pulled = (
    state: TensorTree,
    cached: State['cached'],
    c: ReturnType<typeof coefficients>,
  ): Omit<State, 'way'> => {
    if (momentum === 'none') return { inner: state, cached };
    const momenta = momentaOf(state);
    const next =
      momentum === 'reset'
        ? mapTree((each) => scale(each, c.ahead), momenta)
        : blend(momenta, c.keep, cached, c.take);
    return {
      inner: withMomenta(state, next),
      cached: momentum === 'reset' ? cached : blend(cached, c.ahead, next, c.follows),
    };
  };
  return {
    ...handOn<State>(inner),
    init(params) {
      const state = inner.init(params);
      const momenta = momentaOf(state);
      if (momentum !== 'none' && momenta.length === 0) {
        throw new UsageError(
          `LOOKAHEAD: pullback_momentum=${momentum} needs an optimizer with heavy-ball momentum inside, which ` +
            'this has not; write LOOKAHEAD(SGD(momentum=0.9)), or pullback_momentum=none',
        );
      }
      const cached = momentum === 'pullback' ? mapTree((each) => tf.zerosLike(each), momenta) : [];
      return { inner: state, way: zeros(params), cached };
    },
    update(gradients, { inner: before, way, cached }, params, context) {
      const c = coefficients(context);
      const made = inner.update(gradients, before, params, context);
      const updates = mapTree(
        (step, way) => tf.add(step, tf.mul(tf.add(way!, step), c.back)),
        made.updates,
        way,
      );
      const next = pulled(made.state, cached, c);
      return { updates, state: { inner: next.inner, way, cached: next.cached } };
    },
    takeStep(steps, state, params, context) {
      const { ahead } = coefficients(context);
      const way = mapTree((way, step) => tf.mul(tf.add(way, step!), ahead), state.way, steps);
      const plain = { updates: steps, state: state.inner };
      const moved = inner.takeStep?.(steps, state.inner, params, context) ?? plain;
      return { updates: moved.updates, state: { ...state, inner: moved.state, way } };
    },
    evaluationParams: (params, state) =>
      inner.evaluationParams?.(params, state.inner) ??
      mapTree((fast, way) => tf.sub(fast, way!), params, state.way),
  };
}
