import { symmetricEigen } from '../../tensors/linear-algebra/eigen.ts';
import { qr } from '../../tensors/linear-algebra/qr.ts';
import { replaceMembers } from '../../tensors/replace-members.ts';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { common, membersWhere, perMember } from '../members/per-member.ts';
import { mapNames } from './map-names.ts';
import type { Moments } from './scale-by-uncorrected-adam.ts';
import { fromBasis, gramOf, mapSides, type SidesByName, sidesOf, toBasis, zeroSides } from './sides.ts';
import { blend } from './weighted.ts';

interface Settings {
  readonly max_precond_dim: number;
  readonly precondition_frequency: number;
}

type State = {
  /** Moving averages of g gᵀ and gᵀ g. */
  readonly gram: SidesByName;
  /** What their eigenvectors are taken to be, a column each. */
  readonly basis: SidesByName;
  /** The state of the rule in this basis. */
  readonly inner: Moments;
};

/**
 * Runs a rule in the basis of the eigenvectors of the moving averages of g gᵀ and gᵀ g (Vyas et al. 2024,
 * arXiv 2409.11321). A member's first gradient makes the basis and leads to no update; it must not enter the moments of
 * the rule. Every `precondition_frequency` steps after it the basis is led on by one step of orthogonal iteration, and
 * the moments with it: the first is rotated, the second follows the order of the directions.
 *
 * @param decay what the moving averages keep.
 */
export function inEigenbasis<S extends Settings>(
  members: readonly S[],
  decay: (settings: S) => number,
  inner: Optimizer<Moments>,
): Optimizer<State> {
  const longest = common(members, 'max_precond_dim');
  const coefficients = perMember(members, (settings) => ({
    keep: decay(settings),
    take: 1 - decay(settings),
  }));
  const begins = membersWhere(members, (_, { step }) => step === 1);
  const turns = membersWhere(
    members,
    ({ precondition_frequency }, { step }) => step > 1 && (step - 1) % precondition_frequency === 0,
  );
  return {
    elementwise: false,
    init(params) {
      const squares = () =>
        mapNames(params, (param) => zeroSides(param, sidesOf([param.shape[1]!, param.shape[2]!], longest)));
      return { gram: squares(), basis: squares(), inner: inner.init(params) };
    },
    update(gradients, state, params, context) {
      const rotated = mapNames(gradients, (gradient, name) => toBasis(gradient, state.basis[name]!));
      const made = inner.update(rotated, state.inner, params, context);
      const updates = mapNames(made.updates, (update, name) => fromBasis(update, state.basis[name]!));

      const { keep, take } = coefficients(context);
      const products = mapNames(gradients, (gradient, name) =>
        mapSides(state.gram[name]!, (_, side) => gramOf(gradient, side)),
      );
      const gram = blend(state.gram, keep, products, take);

      const count = Object.values(gradients)[0]!.shape[0]!;
      const old = { basis: state.basis, inner: made.state };
      const turned = replaceMembers(turns(context, count), old, (pick) => turn(pick(gram), pick(old)));
      const basis = replaceMembers(begins(context, count), turned.basis, (pick) =>
        mapTree((each) => symmetricEigen(each).vectors, pick(gram)),
      );
      return { updates, state: { gram, basis, inner: turned.inner } };
    },
  };
}

/**
 * A step of orthogonal iteration of every basis, the directions sorted by what they have for eigenvalues before it; and the
 * moments in what that leads to.
 */
function turn(
  gram: SidesByName,
  old: { readonly basis: SidesByName; readonly inner: Moments },
): { readonly basis: SidesByName; readonly inner: Moments } {
  const images = mapNames(old.basis, (sides, name) =>
    mapSides(sides, (basis, side) => tf.matMul(gram[name]![side]!, basis)),
  );
  const orders = mapNames(images, (sides, name) =>
    mapSides(sides, (image, side) => descending(tf.sum(tf.mul(old.basis[name]![side]!, image), 1))),
  );
  const basis = mapNames(images, (sides, name) =>
    mapSides(sides, (image, side) => qr(tf.gather(image, orders[name]![side]!, 2, 1)).q),
  );
  const m = mapNames(old.inner.m, (mean, name) => toBasis(fromBasis(mean, old.basis[name]!), basis[name]!));
  const v = mapNames(old.inner.v, (square, name) => {
    const { rows, columns } = orders[name]!;
    const half = rows ? tf.gather(square, rows, 1, 1) : square;
    return columns ? tf.gather(half, columns, 2, 1) : half;
  });
  return { basis, inner: { m, v } };
}

/** Where the largest stands in each row, then the next: `[P, n]`. */
function descending(x: tf.Tensor): tf.Tensor {
  return tf.topk(x, x.shape[1]!).indices;
}
