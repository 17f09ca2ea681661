import { svd } from '../../tensors/linear-algebra/svd.ts';
import { memberNorm } from '../../tensors/member-norm.ts';
import { replaceMembers } from '../../tensors/replace-members.ts';
import * as tf from '../../tensors/tf.ts';
import type { TensorTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { common, membersWhere, perMember } from '../members/per-member.ts';
import { mapNames } from './map-names.ts';
import { scale } from './weighted.ts';

/** Which side of a kernel is made short, in the references' words for `[out, in]`. */
export type ProjectionType = 'std' | 'reverse_std' | 'right' | 'left';

export interface LowRankSettings {
  readonly rank: number;
  readonly update_proj_gap: number;
  readonly alpha: number;
  readonly proj_type: ProjectionType;
}

/** How much more than its last norm a residual may have. */
const growth = 1.01;

/** Which side of a kernel `[in, out]` is made short. */
type ShortSide = 'inputs' | 'outputs';

export function shortSide([inputs, outputs]: readonly [number, number], type: ProjectionType): ShortSide {
  if (type === 'right') return 'inputs';
  if (type === 'left') return 'outputs';
  return outputs >= inputs === (type === 'std') ? 'inputs' : 'outputs';
}

/** The shapes that a kernel leads to: of the basis, and of the gradient in it. */
export function lowRankShapes(
  [inputs, outputs]: readonly [number, number],
  { rank, proj_type }: Pick<LowRankSettings, 'rank' | 'proj_type'>,
): { basis: [number, number]; projected: [number, number] } {
  const short = Math.min(rank, inputs, outputs);
  return shortSide([inputs, outputs], proj_type) === 'inputs'
    ? { basis: [inputs, short], projected: [short, outputs] }
    : { basis: [outputs, short], projected: [inputs, short] };
}

type State<S extends TensorTree> = {
  /** The leading singular vectors of an earlier gradient, a column each. */
  readonly basis: Params;
  /** The state of the rule on the projected gradients. */
  readonly inner: S;
  /** The norm of the last residual after its growth was limited, `[P, 1, 1]`. */
  readonly residual: Params;
};

/**
 * Runs a rule on kernels projected to few dimensions and adds what the projection leaves out, scaled as the rule has scaled
 * what it was given (Fira: Chen et al. 2024, arXiv 2410.01623). That residual may grow by a hundredth from step to step.
 *
 * The basis is that of a member's gradient every `update_proj_gap` steps; the state of the rule stays as it was.
 */
export function lowRank<S extends TensorTree>(
  members: readonly LowRankSettings[],
  inner: Optimizer<S>,
): Optimizer<State<S>> {
  const shape = { rank: common(members, 'rank'), proj_type: common(members, 'proj_type') };
  const coefficients = perMember(members, ({ alpha }, { step }) => ({
    alpha,
    // Nothing can have grown at a member's first step.
    least: step === 1 ? 1e38 : 1e-8,
  }));
  const renews = membersWhere(members, ({ update_proj_gap }, { step }) => (step - 1) % update_proj_gap === 0);
  const sideOf = ({ shape: [, inputs, outputs] }: tf.Tensor) =>
    shortSide([inputs!, outputs!], shape.proj_type);

  return {
    elementwise: false,
    init(params) {
      const zeros = (part: 'basis' | 'projected') =>
        mapNames(params, ({ shape: [count, inputs, outputs] }) =>
          tf.zeros([count!, ...lowRankShapes([inputs!, outputs!], shape)[part]]),
        );
      return {
        basis: zeros('basis'),
        inner: inner.init(zeros('projected')),
        residual: mapNames(params, (param) => tf.zeros([param.shape[0]!, 1, 1])),
      };
    },
    update(gradients, state, params, context) {
      const { alpha, least } = coefficients(context);
      const count = Object.values(gradients)[0]!.shape[0]!;
      const basis = replaceMembers(renews(context, count), state.basis, (pick) =>
        mapNames(pick(gradients), (gradient, name) =>
          leadingVectors(gradient, sideOf(gradient), state.basis[name]!.shape[2]!),
        ),
      );
      const projected = mapNames(gradients, (gradient, name) =>
        project(gradient, basis[name]!, sideOf(gradient)),
      );
      const made = inner.update(projected, state.inner, params, context);
      const parts = mapNames(gradients, (gradient, name) => {
        const side = sideOf(gradient);
        const back = (x: tf.Tensor) => scale(unproject(x, basis[name]!, side), alpha);
        const residual = tf.mul(
          tf.sub(gradient, back(projected[name]!)),
          scaling(projected[name]!, made.updates[name]!, side),
        );
        const norm = memberNorm(residual);
        const excess = tf.div(tf.maximum(tf.div(norm, tf.add(state.residual[name]!, least)), growth), growth);
        return {
          update: tf.add(back(made.updates[name]!), tf.div(residual, excess)),
          norm: tf.div(norm, excess),
        };
      });
      return {
        updates: mapNames(parts, ({ update }) => update),
        state: { basis, inner: made.state, residual: mapNames(parts, ({ norm }) => norm) },
      };
    },
  };
}

/** The leading singular vectors of the side that is made short, a column each. */
function leadingVectors(gradient: tf.Tensor, side: ShortSide, rank: number): tf.Tensor {
  const { u } = svd(side === 'inputs' ? gradient : tf.transpose(gradient, [0, 2, 1]));
  const [members, length] = u.shape as [number, number, number];
  return tf.slice(u, [0, 0, 0], [members, length, rank]);
}

function project(x: tf.Tensor, basis: tf.Tensor, side: ShortSide): tf.Tensor {
  return side === 'inputs' ? tf.matMul(basis, x, true, false) : tf.matMul(x, basis);
}

function unproject(x: tf.Tensor, basis: tf.Tensor, side: ShortSide): tf.Tensor {
  return side === 'inputs' ? tf.matMul(basis, x) : tf.matMul(x, basis, false, true);
}

/** By how much the rule has scaled each vector of the side that was made short. */
function scaling(before: tf.Tensor, after: tf.Tensor, side: ShortSide): tf.Tensor {
  const axis = side === 'inputs' ? 1 : 2;
  const norm = (x: tf.Tensor) => tf.sqrt(tf.sum(tf.square(x), axis, true));
  return tf.div(norm(after), tf.add(norm(before), 1e-8));
}
