import { z } from 'zod';
import { UsageError } from '../../errors.ts';
import { memberDot, memberNorm } from '../../tensors/member-norm.ts';
import type { NamedShape } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import { mapTree, type TensorTree } from '../../tensors/tree.ts';
import { countNumbers } from '../entry/memory.ts';
import type { Optimizer, Params, StepContext } from '../entry/optimizer.ts';
import { memberRows } from '../members/member-rows.ts';
import { perMember } from '../members/per-member.ts';
import { vectorOf } from './flatten.ts';
import { handOn } from './hand-on.ts';
import { refusesOtherScales } from './refuse-other-places.ts';
import { zeros } from './weighted.ts';

/** Settings of a wrapper that scales displacements. */
export const displacementSettings = {
  betas: z
    .array(z.number().min(0).lt(1))
    .min(1)
    .default([0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999])
    .describe('what each of the learners whose scales are added up keeps of its past'),
  eps: z.number().positive().default(1e-8).describe("added to what is divided by; default: the reference's"),
};

/** What {@link scaleDisplacement} is made of. */
export interface DisplacementSettings {
  readonly betas: readonly number[];
  readonly eps: number;
  /** Keep the sum of all updates as it is, where it is otherwise scaled down as its scale is far below eps. */
  readonly store_delta: boolean;
}

/** What the learners remember, all `[P, 1, learners]`. */
export type Learners = {
  /** The scale that each has learned. */
  readonly s: tf.Tensor;
};

/** How the scale of the displacement is learned. */
export interface ScaleLearner<L extends Learners> {
  /** @param filled a value for each learner, `[P, 1, learners]`. */
  init(filled: (value: number) => tf.Tensor): L;
  /**
   * @param slope the derivative of the loss along the displacement, `[P, 1, 1]`. @param betas `[P or 1, 1, learners]`.
   */
  next(learners: L, slope: tf.Tensor, betas: tf.Tensor, context: StepContext): L;
  /** What the gradient counts for where it is more than itself: weight decay that the learners see. */
  gradient?(gradient: tf.Tensor, moved: tf.Tensor, scale: tf.Tensor, context: StepContext): tf.Tensor;
}

type State<L extends Learners> = {
  readonly inner: TensorTree;
  /** The parameters of the beginning. */
  readonly start: Params;
  /** The sum of the updates of what is wrapped. */
  readonly displacement: Params;
  readonly learners: L;
};

/**
 * Adds up the updates of a rule, each made from where the parameters are, and places the parameters at the start plus that
 * sum times a scale which is learned: the sum of what several learners say, but at least 0.
 *
 * The reference works the sum out again from the parameters, as (parameters - start) / (scale + eps), which in single
 * precision is lost while the scale is tiny; here it is remembered, times scale / (scale + eps), which is the same. Where the
 * scale is 0 the sum is lost with it, but for `store_delta`.
 *
 * @param name the wrapper's. @throws UsageError around a rule that keeps several copies of the parameters.
 */
function scaleDisplacement<L extends Learners>(
  name: string,
  members: readonly DisplacementSettings[],
  inner: Optimizer,
  learner: ScaleLearner<L>,
): Optimizer<State<L>> {
  if (inner.takeStep) {
    throw new UsageError(
      `${name} would move the parameters alone, and what it wraps keeps several copies of them; write ${name}(ADAM)`,
    );
  }
  const count = learnersOf(members);
  const rows = memberRows(members, ({ betas }) => betas);
  const coefficients = perMember(members, ({ eps, store_delta }) => ({
    eps,
    stored: Number(store_delta),
    rescaled: Number(!store_delta),
  }));
  const scaleOf = ({ s }: Learners) => tf.maximum(tf.sum(s, 2, true), 0);
  return {
    ...handOn<State<L>>(inner),
    init: (params) => ({
      inner: inner.init(params),
      start: mapTree((param) => tf.clone(param), params),
      displacement: zeros(params),
      learners: learner.init((value) => tf.add(tf.zeros([membersOf(params), 1, count]), value)),
    }),
    report: (params, state) => ({
      ...inner.report?.(params, state.inner),
      displacement_scale: scaleOf(state.learners),
    }),
    update(gradients, state, params, context) {
      const { eps, stored, rescaled } = coefficients(context);
      const made = inner.update(gradients, state.inner, params, context);
      const scale = scaleOf(state.learners);
      const share = tf.add(tf.mul(tf.div(scale, tf.add(scale, eps)), rescaled), stored);
      const before = mapTree((sum) => tf.mul(sum, share), state.displacement);
      const gradient = vectorOf(gradients);
      const seen = learner.gradient
        ? learner.gradient(gradient, vectorOf(mapTree(tf.add, params, made.updates)), scale, context)
        : gradient;
      const slope = memberDot(vectorOf(before), seen);
      const learners = learner.next(state.learners, slope, rows(context), context);
      const displacement = mapTree(tf.add, before, made.updates);
      const next = scaleOf(learners);
      const updates = mapTree(
        (start, sum, param) => tf.sub(tf.add(start, tf.mul(sum!, next)), param!),
        state.start,
        displacement,
        params,
      );
      return { updates, state: { inner: made.state, start: state.start, displacement, learners } };
    },
  };
}

/**
 * What the entry of a wrapper has that scales displacements.
 *
 * @param name the wrapper's. @param remembered numbers of state of each learner.
 */
export function scalesDisplacement<Settings extends DisplacementSettings, L extends Learners>(
  name: string,
  remembered: number,
  learner: (members: readonly Settings[]) => ScaleLearner<L>,
) {
  return {
    memory: (parameters: readonly NamedShape[], { betas }: Settings): number =>
      2 * countNumbers(parameters) + remembered * betas.length,
    changes: () => 'place' as const,
    refuses: refusesOtherScales(name),
    create: (members: readonly Settings[], inner: Optimizer): Optimizer<State<L>> =>
      scaleDisplacement(name, members, inner, learner(members)),
  };
}

/** Norm of the gradient over that of the parameters, both global. */
export function gradientOverParameters(
  gradient: tf.Tensor,
  parameters: tf.Tensor,
  eps: tf.Tensor | number,
): tf.Tensor {
  return tf.div(memberNorm(gradient), tf.add(memberNorm(parameters), eps));
}

function membersOf(params: Params): number {
  return Object.values(params)[0]!.shape[0]!;
}

function learnersOf(members: readonly DisplacementSettings[]): number {
  const count = members[0]!.betas.length;
  const other = members.find(({ betas }) => betas.length !== count);
  if (other === undefined) return count;
  throw new UsageError(
    `members of one population need the same number of betas (given ${count} and ${other.betas.length}); train them as separate optimizers`,
  );
}
