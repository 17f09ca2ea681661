import { chooseMembers } from '../tensors/choose-members.ts';
import { symmetricEigen } from '../tensors/linear-algebra/eigen.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import type { Optimizer, StepContext } from './entry/optimizer.ts';
import { membersWhere } from './members/per-member.ts';
import { dot, fisherProduct, policyAt } from './transforms/policy-oracles.ts';

interface Settings {
  /** γ at the beginning. */
  readonly gamma: number;
  /** Dampings that are tried with a roll-out, at most. */
  readonly tries: number;
  /** Products with the Fisher matrix. */
  readonly iterations: number;
}

type State = Readonly<Record<'gamma' | 'lambda' | 'tries' | 'kl', tf.Tensor>>;

const eps = 1e-8;
const leastGamma = 1e-9;
/** Doubled any further, γ would leave single precision in the end. */
const mostGamma = 1e30;
/** Where neither curvature nor damping is left, nothing is divided by 0. */
const leastCurvature = 1e-37;
/** What is left of a direction below this share of its length is rounding: the Krylov space is exhausted. */
const nothing = 1e-6;

/**
 * The natural gradient damped by the gradient-normalised smoothness: with f minus the surrogate on the roll-out, g its gradient and
 * F the Fisher matrix of the policy that acted, λ = ‖g‖/(γ + 1e-8) and d = −(F + λI)⁻¹g. The step is taken where
 * f falls by at least ‖∇f(θ + d)‖²/(8λ), and then γ doubles, to 1e-9 at least; otherwise γ is halved and the step tried anew,
 * and the last of all tries is taken as it is. A gradient of nothing moves nothing.
 *
 * All dampings are solved for in one Krylov space: with F = VTVᵀ there, (F + λI)⁻¹g is V(T + λI)⁻¹Vᵀg, which is what
 * as many iterations of conjugate gradients would give. It moves at the first step on new experience, which must be all of it
 * as one minibatch. A try costs a forward pass of the policy and a gradient; all tries are made, and those after the step that is
 * taken change nothing.
 *
 * State: γ, and what it reports of the last step, `[P, 1, 1]` each: λ, tries, the divergence.
 *
 * Source: epfml/grad-norm-smooth at 9f4ca00, methods.py; the function of the study `newton` does the same with Cholesky factors.
 */
export function smoothNaturalStep({ gamma, tries, iterations }: Settings): Optimizer<State> {
  const begins = membersWhere([{}], (_, { stepInRollout }) => stepInRollout === 1);
  return {
    elementwise: true,
    init({ vector }) {
      const each = (value: number): tf.Tensor => tf.fill([vector!.shape[0]!, 1, 1], value);
      return { gamma: each(gamma), lambda: each(0), tries: each(0), kl: each(0) };
    },
    update({ vector: gradient }, state, { vector: at }, context) {
      const moving = begins(context, gradient!.shape[0]!);
      if (!moving.includes(true)) return { updates: { vector: tf.zerosLike(gradient!) }, state };
      const damped = dampedSteps(context, gradient!, iterations);
      const before = policyAt(context, at!).surrogate;
      const norm = tf.norm(gradient!, 2, 2, true);
      const none = tf.zerosLike(norm);
      let found = {
        ...{ gamma: state.gamma, lambda: none, tries: none, kl: none, move: tf.zerosLike(at!) as tf.Tensor },
        open: tf.cast(tf.greater(norm, 0), 'float32') as tf.Tensor,
      };
      for (let attempt = 0; attempt < tries; attempt++) {
        found = tf.tidy(() => {
          const open = tf.greater(found.open, 0);
          const lambda = tf.where(open, tf.div(norm, tf.add(found.gamma, eps)), tf.onesLike(norm));
          const move = damped(lambda);
          const there = tf.add(at!, move);
          const { surrogate, divergence } = policyAt(context, there);
          const slope = gradientAt(context, there);
          const least = tf.div(dot(slope, slope), tf.mul(lambda, 8));
          const fits = tf.greaterEqual(tf.sub(surrogate, before), least);
          const doubled = tf.clipByValue(tf.mul(found.gamma, 2), leastGamma, mostGamma);
          const next = tf.where(fits, doubled, tf.div(found.gamma, 2));
          return {
            gamma: tf.where(open, next, found.gamma),
            lambda: tf.where(open, lambda, found.lambda),
            tries: tf.add(found.tries, found.open),
            kl: tf.where(open, divergence, found.kl),
            move: tf.where(open, move, found.move),
            open: tf.cast(tf.logicalAnd(open, tf.logicalNot(fits)), 'float32'),
          };
        });
      }
      const { open: _, move, ...told } = found;
      return {
        updates: { vector: chooseMembers(moving, move, 0) },
        state: mapTree((now, past) => chooseMembers(moving, now, past!), told, state),
      };
    },
    report: (_, { gamma, lambda, tries, kl }) => ({ gamma, lambda, tries, kl }),
  };
}

/**
 * −(F + λI)⁻¹g for any λ, `[P, 1, 1]`, in the Krylov space of F and g, by the Lanczos iteration with full re-orthogonalisation,
 * twice in each step.
 *
 * @param gradient g, `[P, 1, n]`; members where it is 0 get 0.
 */
export function dampedSteps(
  context: StepContext,
  gradient: tf.Tensor,
  iterations: number,
): (lambda: tf.Tensor) => tf.Tensor {
  const norm = tf.norm(gradient, 2, 2, true);
  let basis = unit(gradient, norm, tf.zerosLike(norm));
  let products: tf.Tensor | undefined;
  for (let iteration = 0; ; iteration++) {
    const last = tf.slice(basis, [0, iteration, 0], [-1, 1, -1]);
    const product = fisherProduct(context, last);
    products = products ? tf.concat([products, product], 1) : product;
    if (iteration + 1 === Math.min(iterations, gradient.shape[2]!)) break;
    let rest = product;
    for (let time = 0; time < 2; time++) {
      rest = tf.sub(rest, tf.matMul(tf.matMul(rest, basis, false, true), basis));
    }
    const least = tf.mul(tf.norm(product, 2, 2, true), nothing);
    basis = tf.concat([basis, unit(rest, tf.norm(rest, 2, 2, true), least)], 1);
  }
  const projected = tf.matMul(basis, products, false, true);
  const symmetric = tf.div(tf.add(projected, tf.transpose(projected, [0, 2, 1])), 2);
  const { values, vectors } = symmetricEigen(symmetric);
  const directions = tf.matMul(vectors, basis, true, false);
  const shares = tf.matMul(gradient, directions, false, true);
  return (lambda) => {
    const curvature = tf.maximum(tf.add(tf.relu(values), lambda), leastCurvature);
    return tf.neg(tf.matMul(tf.div(shares, curvature), directions));
  };
}

/** A vector of length 1, or of 0 where it is no longer than `least`. */
function unit(x: tf.Tensor, length: tf.Tensor, least: tf.Tensor): tf.Tensor {
  const is = tf.greater(length, least);
  return tf.where(is, tf.div(x, tf.where(is, length, tf.onesLike(length))), tf.zerosLike(x));
}

function gradientAt({ gradientAt }: StepContext, vector: tf.Tensor): tf.Tensor {
  if (!gradientAt) throw new Error('a step that is tried needs the gradient where it leads');
  return gradientAt({ vector }).vector!;
}
