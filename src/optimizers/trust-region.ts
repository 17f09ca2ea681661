import { pow } from '../pow.ts';
import { chooseMembers } from '../tensors/choose-members.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import type { Optimizer, StepContext } from './entry/optimizer.ts';
import { membersWhere } from './members/per-member.ts';
import { dot, fisherProduct, policyAt } from './transforms/policy-oracles.ts';

/** As `TrustRegion` of agents, which know no optimizers. */
export interface TrustRegionSettings {
  /** δ, in nats. */
  readonly maxKl: number;
  readonly damping: number;
  readonly iterations: number;
  readonly search: { readonly shrink: number; readonly trials: number } | null;
}

/** Squared norm of a residual below which an equation counts as solved. */
const residualTolerance = 1e-10;

type State = Readonly<Record<'kl' | 'shrinkings' | 'cgIterations' | 'stepSize', tf.Tensor>>;

/**
 * The step of TRPO and of the natural policy gradient: with g the gradient of the surrogate, F the Fisher matrix of the
 * policy and c the damping, d solves (F + cI) d = g by conjugate gradients, β = √(2δ / dᵀ(F + cI)d), and θ moves by βd, or
 * by the first of shrink^j · βd, j = 0, 1, …, whose divergence is below δ and whose surrogate is larger than before; by
 * nothing where there is none. It moves at the first step on new experience, which must be all of it as one minibatch, and
 * stands still at the others.
 *
 * It asks for the Fisher product and for the policy at other parameters. State: what it reports of the last step, `[P, 1, 1]`
 * each: the divergence, how often the step was shortened (−1: no trial was accepted), iterations of conjugate gradients, β.
 *
 * Source: Schulman et al. 2015 (arXiv 1502.05477); Kakade 2001; openai/baselines ea25b9e common/cg.py, sb3-contrib 0ca7fdd
 * trpo.py, whose solver begins with noise.
 */
export function trustRegion({ maxKl, damping, iterations, search }: TrustRegionSettings): Optimizer<State> {
  const begins = membersWhere([{}], (_, { stepInRollout }) => stepInRollout === 1);
  return {
    elementwise: true,
    init({ vector }) {
      const none = (): tf.Tensor => tf.zeros([vector!.shape[0]!, 1, 1]);
      return { kl: none(), shrinkings: none(), cgIterations: none(), stepSize: none() };
    },
    update({ vector: gradient }, state, { vector: at }, step) {
      const moving = begins(step, gradient!.shape[0]!);
      if (!moving.includes(true)) return { updates: { vector: tf.zerosLike(gradient!) }, state };
      const curved = (direction: tf.Tensor): tf.Tensor =>
        tf.add(fisherProduct(step, direction), tf.mul(direction, damping));
      // What is minimised is minus the surrogate.
      const { x: direction, used } = solve(curved, tf.neg(gradient!), iterations);
      const length = dot(direction, curved(direction));
      const isStep = tf.greater(length, 0);
      const stepSize = tf.where(
        isStep,
        tf.sqrt(tf.div(2 * maxKl, tf.where(isStep, length, tf.onesLike(length)))),
        0,
      );
      const whole = tf.mul(direction, stepSize);
      const { move, kl, shrinkings } = search
        ? shortened(step, at!, whole, { maxKl, ...search })
        : {
            move: whole,
            kl: policyAt(step, tf.add(at!, whole)).divergence,
            shrinkings: tf.zerosLike(length),
          };
      const found = { kl, shrinkings, cgIterations: used, stepSize };
      return {
        updates: { vector: chooseMembers(moving, move, 0) },
        state: mapTree((now, before) => chooseMembers(moving, now, before!), found, state),
      };
    },
    report: (_, { kl, shrinkings, cgIterations, stepSize }) => ({
      kl,
      shrinkings,
      cg_iterations: cgIterations,
      step_size: stepSize,
    }),
  };
}

/**
 * Solves Ax = b for every member by conjugate gradients from x = 0; a member whose squared residual is below the tolerance
 * stands still.
 *
 * @param multiply by A, positive definite. @param b `[P, 1, n]`.
 * @returns x, and how many iterations each member has made, `[P, 1, 1]`.
 */
export function solve(
  multiply: (x: tf.Tensor) => tf.Tensor,
  b: tf.Tensor,
  iterations: number,
): { x: tf.Tensor; used: tf.Tensor } {
  let x: tf.Tensor = tf.zerosLike(b);
  let [residual, direction] = [b, b];
  let squares = dot(b, b);
  let open = tf.greaterEqual(squares, residualTolerance);
  let used: tf.Tensor = tf.zerosLike(squares);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const product = multiply(direction);
    const along = dot(direction, product);
    // Members that are done divide by 0, and take nothing of it.
    const step = tf.where(open, tf.div(squares, along), 0);
    x = tf.add(x, tf.mul(direction, step));
    residual = tf.sub(residual, tf.mul(product, step));
    const next = dot(residual, residual);
    direction = tf.add(residual, tf.mul(direction, tf.where(open, tf.div(next, squares), 0)));
    squares = tf.where(open, next, squares);
    used = tf.add(used, tf.cast(open, 'float32'));
    open = tf.logicalAnd(open, tf.greaterEqual(squares, residualTolerance));
  }
  return { x, used };
}

/** The first of ever shorter steps that stays within the region and makes the surrogate larger. */
function shortened(
  step: StepContext,
  at: tf.Tensor,
  whole: tf.Tensor,
  { maxKl, shrink, trials }: { maxKl: number; shrink: number; trials: number },
): { move: tf.Tensor; kl: tf.Tensor; shrinkings: tf.Tensor } {
  const before = policyAt(step, at).surrogate;
  let factor: tf.Tensor = tf.zerosLike(before);
  let kl: tf.Tensor = tf.zerosLike(before);
  let shrinkings: tf.Tensor = tf.fill(before.shape, -1);
  let open: tf.Tensor = tf.cast(tf.onesLike(before), 'bool');
  for (let trial = 0; trial < trials; trial++) {
    const share = pow(shrink, trial);
    const { surrogate, divergence } = policyAt(step, tf.add(at, tf.mul(whole, share)));
    const fits = tf.logicalAnd(tf.less(divergence, maxKl), tf.greater(surrogate, before));
    const taken = tf.logicalAnd(open, fits);
    factor = tf.where(taken, share, factor);
    kl = tf.where(taken, divergence, kl);
    shrinkings = tf.where(taken, trial, shrinkings);
    open = tf.logicalAnd(open, tf.logicalNot(fits));
  }
  return { move: tf.mul(whole, factor), kl, shrinkings };
}
