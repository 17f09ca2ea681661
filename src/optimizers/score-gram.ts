import { chooseMembers } from '../tensors/choose-members.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import type { Optimizer, Params, StepContext } from './entry/optimizer.ts';
import { membersWhere } from './members/per-member.ts';
import { alongSamples, sumOfSamples, termsOfSamples } from './transforms/sample-sums.ts';
import { zeros } from './transforms/weighted.ts';

/** Samples whose Gram matrix is taken apart at once. */
const mostSamples = 64;
/** A direction of less curvature makes no step. */
const leastCurvature = 1e-16;
/** Without damping, eigenvalues of the Gram matrix up to the square of this times the largest are dropped. */
const undampedTolerance = 1e-5;

interface Settings {
  /** δ, in nats. */
  readonly maxKl: number;
  /** λ; with 0 the pseudo-inverse is taken. */
  readonly damping: number;
}

type State = Readonly<Record<'kl' | 'rank' | 'stepSize', tf.Tensor>>;

/**
 * The natural gradient by the empirical Fisher matrix, that of the actions that were taken: with S the slopes of their
 * log-probabilities, a row each, and A their advantages, d = Sᵀ(SSᵀ + BλI)⁻¹A, which is (F + λI)⁻¹g of F = SᵀS/B and
 * g = SᵀA/B, and θ moves by √(2δ / dᵀFd) · d. More than 64 actions are solved for in parts of 64, whose directions are averaged;
 * their curvature is that of all. It moves at the first step on new experience, which must be all of it as one minibatch.
 *
 * {@link trustRegion} goes by the exact Fisher matrix, whose actions are averaged over the policy: the steps differ.
 *
 * State: what it reports of the last step, `[P, 1, 1]` each: the divergence, how many directions of the actions count, β.
 *
 * Source: the push-through identity; Kakade 2001; step length as Rajeswaran et al. 2017 (arXiv 1703.02660).
 */
export function scoreGram({ maxKl, damping }: Settings): Optimizer<State> {
  const begins = membersWhere([{}], (_, { stepInRollout }) => stepInRollout === 1);
  return {
    elementwise: false,
    init(params) {
      const none = (): tf.Tensor => tf.zeros([Object.values(params)[0]!.shape[0]!, 1, 1]);
      return { kl: none(), rank: none(), stepSize: none() };
    },
    update(gradients, state, params, context) {
      const moving = begins(context, Object.values(params)[0]!.shape[0]!);
      if (!moving.includes(true)) return { updates: zeros(gradients), state };
      const { direction, curvature, rank } = naturalDirection(context, params, damping);
      const isStep = tf.greaterEqual(curvature, leastCurvature);
      const length = tf.sqrt(tf.div(2 * maxKl, tf.where(isStep, curvature, tf.onesLike(curvature))));
      const stepSize = tf.where(isStep, length, 0);
      const move = mapTree((own) => tf.mul(own, stepSize), direction);
      const at = mapTree((param, by) => tf.add(param, by!), params, move);
      const kl = context.policyAt?.(at).divergence ?? tf.zerosLike(stepSize);
      return {
        updates: mapTree((own) => chooseMembers(moving, own, 0), move),
        state: mapTree((now, before) => chooseMembers(moving, now, before!), { kl, rank, stepSize }, state),
      };
    },
    report: (_, { kl, rank, stepSize }) => ({ kl, rank, step_size: stepSize }),
  };
}

/** d, dᵀFd and how many directions of the actions count, the latter two `[P, 1, 1]`. */
export function naturalDirection(
  { scoreSamples }: StepContext,
  params: Params,
  damping: number,
): { direction: Params; curvature: tf.Tensor; rank: tf.Tensor } {
  if (!scoreSamples) throw new Error('a natural gradient by the actions needs their log-probabilities');
  const choice = { most: mostSamples, rtol: damping > 0 ? 0 : undampedTolerance, ridge: damping };
  const parts = scoreSamples(mostSamples).map((at) => {
    const { present, advantages, slopes } = at(params);
    const own = slopes();
    const { terms, rank } = termsOfSamples('npg(solver=gram)', own, advantages, present, choice);
    const rows = tf.sum(tf.expandDims(present, 2), 1, true);
    return { slopes: own, present, rows, rank, direction: sumOfSamples(own, tf.sum(terms, 2), params) };
  });
  const rows = tf.maximum(tf.addN(parts.map((part) => part.rows)), 1);
  const shares = parts.map((part) => tf.div(part.rows, rows));
  const direction = mapTree(
    (_, ...each) => tf.addN(each.map((own, part) => tf.mul(own!, shares[part]!))),
    params,
    ...parts.map((part) => part.direction),
  );
  const squares = parts.map(({ slopes, present }) =>
    tf.sum(tf.expandDims(tf.mul(tf.square(alongSamples(slopes, direction)), present), 2), 1, true),
  );
  return {
    direction,
    curvature: tf.div(tf.addN(squares), rows),
    rank: tf.addN(parts.map((part) => part.rank)),
  };
}
