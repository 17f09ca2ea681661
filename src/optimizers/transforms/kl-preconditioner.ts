import { symmetricEigen } from '../../tensors/linear-algebra/eigen.ts';
import { qr } from '../../tensors/linear-algebra/qr.ts';
import { replaceMembers } from '../../tensors/replace-members.ts';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { common, membersWhere, perMember } from '../members/per-member.ts';
import { mapNames } from './map-names.ts';
import { overRoot } from './moments.ts';
import { fromBasis, gramOf, mapSides, type Side, type SidesByName, toBasis } from './sides.ts';
import { blend, zeros } from './weighted.ts';

export interface KlSettings {
  readonly betas: readonly [number, number];
  readonly shampoo_beta: number;
  readonly eps: number;
  readonly precondition_frequency: number;
  readonly init_factor: number;
  readonly using_clamping: boolean;
  readonly max_clamp_value: number;
}

/** What a side of a kernel is called in the order of its shape, the members first. */
const sides: Readonly<Record<Side, 1 | 2>> = { rows: 1, columns: 2 };
const across: Readonly<Record<Side, Side>> = { rows: 'columns', columns: 'rows' };

type State = {
  /** Moving average of the gradient; in the basis where the rule is Adam's. */
  readonly m: Params;
  /** Of its squares in the basis; nothing where the rule is Shampoo's. */
  readonly v: Params;
  /** The factors of the covariance of gradients, one a side. */
  readonly gram: SidesByName;
  /** What their eigenvectors are taken to be, a column each. */
  readonly basis: SidesByName;
  /** One over the roots of what their eigenvalues are taken to be: a column for the rows, a row for the columns. */
  readonly roots: SidesByName;
};

/**
 * Preconditions kernels by the Kronecker factors that are closest to the covariance of gradients by the divergence of
 * Kullback and Leibler (Lin et al. 2025, arXiv 2509.03378): each factor is gathered from gradients that the other has
 * whitened. `shampoo` multiplies the averaged gradient by the inverse roots of both, `adam` runs Adam without bias
 * correction in their eigenbasis. A member's first gradient makes the bases and leads to no update.
 */
export function preconditionByKl(members: readonly KlSettings[], rule: 'shampoo' | 'adam'): Optimizer<State> {
  const coefficients = perMember(members, ({ betas: [beta1, beta2], shampoo_beta, eps }, { step }) => {
    const keep = shampoo_beta < 0 ? beta2 : shampoo_beta;
    const taken = step === 1 ? 0 : 1;
    return {
      keepM: beta1,
      takeM: taken * (1 - beta1),
      keepV: beta2,
      takeV: taken * (1 - beta2),
      // Nothing is divided by nothing before the moments have seen a gradient.
      eps: taken === 0 && rule === 'adam' ? 1 : eps,
      keep,
      take: 1 - keep,
    };
  });
  const constants = perMember(members, ({ init_factor, max_clamp_value }) => ({
    start: 1 / Math.sqrt(init_factor),
    largest: max_clamp_value,
  }));
  const clamps = common(members, 'using_clamping');
  const begins = membersWhere(members, (_, { step }) => step === 1);
  const turns = membersWhere(
    members,
    ({ precondition_frequency }, { step }) => step > 1 && (step - 1) % precondition_frequency === 0,
  );
  return {
    elementwise: false,
    init(params) {
      const bySide = (make: (param: tf.Tensor, side: Side) => tf.Tensor): SidesByName =>
        mapNames(params, (param) => ({ rows: make(param, 'rows'), columns: make(param, 'columns') }));
      const squares = (make: (n: number) => tf.Tensor) =>
        bySide((param, side) =>
          tf.tile(tf.expandDims(make(param.shape[sides[side]]!), 0), [param.shape[0]!, 1, 1]),
        );
      return {
        m: zeros(params),
        v: rule === 'adam' ? zeros(params) : {},
        gram: squares((n) => tf.zeros([n, n])),
        basis: squares((n) => tf.eye(n)),
        roots: bySide((param, side) => tf.onesLike(tf.sum(param, sides[across[side]], true))),
      };
    },
    update(gradients, state, _params, context) {
      const { keepM, takeM, keepV, takeV, eps, keep, take } = coefficients(context);
      const { start, largest } = constants(context);
      const { basis, roots } = state;
      const turned = mapNames(gradients, (gradient, name) => toBasis(gradient, basis[name]!));
      const m = blend(state.m, keepM, rule === 'adam' ? turned : gradients, takeM);
      const v = rule === 'adam' ? blend(state.v, keepV, mapTree(tf.square, turned), takeV) : state.v;
      const directions =
        rule === 'adam'
          ? overRoot(m, v, eps)
          : mapNames(m, (mean, name) => {
              const both = tf.mul(roots[name]!.rows!, roots[name]!.columns!);
              return tf.div(tf.mul(toBasis(mean, basis[name]!), both), tf.add(tf.mul(both, eps), 1));
            });
      const updates = mapNames(directions, (direction, name) => fromBasis(direction, basis[name]!));

      const products = mapNames(gradients, (gradient, name) =>
        mapSides(state.gram[name]!, (_, side) => {
          const other = across[side];
          const whitened = tf.mul(toBasis(gradient, { [other]: basis[name]![other]! }), roots[name]![other]!);
          return tf.div(gramOf(whitened, side), gradient.shape[sides[other]]!);
        }),
      );
      const gram = blend(state.gram, keep, products, take);
      const values = mapNames(turned, (gradient, name) =>
        mapSides(roots[name]!, (_, side) =>
          tf.mean(tf.square(tf.mul(gradient, roots[name]![across[side]]!)), sides[across[side]], true),
        ),
      );
      const averaged = blend(mapTree(inverseSquare, roots), keep, values, take);
      const nextRoots = mapNames(averaged, (ofTensor, name) =>
        mapSides(ofTensor, (value, side) => {
          const root = tf.divNoNan(1, tf.sqrt(value));
          if (!clamps) return root;
          const length = gradients[name]!.shape[sides[side]]!;
          return tf.minimum(root, tf.maximum(tf.minimum(largest, length), leastClamp));
        }),
      );

      const count = Object.values(gradients)[0]!.shape[0]!;
      const before = { basis, m };
      const led = replaceMembers(turns(context, count), before, (pick) => {
        const old = pick({ ...before, gram });
        const fresh = mapNames(old.basis, (ofTensor, name) =>
          mapSides(ofTensor, (each, side) => qr(tf.matMul(old.gram[name]![side]!, each)).q),
        );
        const mean =
          rule === 'adam'
            ? mapNames(old.m, (each, name) => toBasis(fromBasis(each, old.basis[name]!), fresh[name]!))
            : old.m;
        return { basis: fresh, m: mean };
      });
      const first = replaceMembers(
        begins(context, count),
        { basis: led.basis, roots: nextRoots },
        (pick) => ({
          basis: mapTree((each) => symmetricEigen(each).vectors, pick(gram)),
          roots: mapTree(
            (root) => tf.mul(tf.onesLike(root), typeof start === 'number' ? start : pick(start)),
            pick(nextRoots),
          ),
        }),
      );
      return { updates, state: { m: led.m, v, gram, ...first } };
    },
  };
}

/** No bound of an inverse root is less. */
const leastClamp = 10;

/** 1 / x², and 0 for 0. */
function inverseSquare(x: tf.Tensor): tf.Tensor {
  return tf.divNoNan(1, tf.square(x));
}
