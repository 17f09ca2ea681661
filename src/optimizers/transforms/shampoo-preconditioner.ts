import { symmetricPower } from '../../tensors/linear-algebra/symmetric-power.ts';
import { replaceMembers } from '../../tensors/replace-members.ts';
import * as tf from '../../tensors/tf.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { type ParameterRole, parameterRoles, shapesOf } from '../layout/parameter-roles.ts';
import { common, membersWhere, perMember } from '../members/per-member.ts';
import { mapNames } from './map-names.ts';
import { gramOf, type Side, type SidesByName, zeroSides } from './sides.ts';
import { addScaled } from './weighted.ts';

type State = {
  /** Sums of x xᵀ and xᵀ x, on top of a small multiple of the identity. */
  readonly gram: SidesByName;
  /** Their inverse roots as of the last time that these were worked out; zero before the first. */
  readonly root: SidesByName;
};

/** The sides that a tensor is preconditioned from, in their order: for a kernel that of its outputs comes first. */
export function shampooSides(role: ParameterRole): readonly Side[] {
  return role === 'vector' ? ['columns'] : ['columns', 'rows'];
}

export interface ShampooSettings {
  readonly matrix_eps: number;
  readonly preconditioning_compute_steps: number;
  readonly kernel_root: number;
  readonly vector_root: number;
}

/**
 * Shampoo's preconditioner as kozistr's `Shampoo` has it: kernels are multiplied from both sides by inverse roots, the
 * second of which is gathered from what the first has made of the gradients.
 */
export function preconditionByShampoo(members: readonly ShampooSettings[]): Optimizer<State> {
  const [kernelRoot, vectorRoot] = [common(members, 'kernel_root'), common(members, 'vector_root')];
  const coefficients = perMember(members, ({ matrix_eps }, { step }) => ({
    start: step === 1 ? matrix_eps : 0,
  }));
  const renews = membersWhere(
    members,
    ({ preconditioning_compute_steps }, { step }) => step % preconditioning_compute_steps === 0,
  );
  return {
    elementwise: false,
    init(params) {
      const sides = sidesByName(params);
      const zeros = () => mapNames(params, (param, name) => zeroSides(param, sides[name]!));
      return { gram: zeros(), root: zeros() };
    },
    update(gradients, state, _params, context) {
      const { start } = coefficients(context);
      const renewed = renews(context, Object.values(gradients)[0]!.shape[0]!);
      const made = mapNames(sidesByName(gradients), (sides, name) => {
        const gram: { [side in Side]?: tf.Tensor } = {};
        const root: { [side in Side]?: tf.Tensor } = {};
        const exponent = -1 / (sides.length === 1 ? vectorRoot : kernelRoot);
        let x = gradients[name]!;
        for (const side of sides) {
          const old = state.gram[name]![side]!;
          const sum = addScaled(tf.add(old, gramOf(x, side)), tf.eye(old.shape[1]!), start);
          gram[side] = sum;
          root[side] = replaceMembers(renewed, state.root[name]![side]!, (pick) =>
            symmetricPower(pick(sum), exponent),
          );
          x = side === 'rows' ? tf.matMul(root[side], x) : tf.matMul(x, root[side]);
        }
        return { x, gram, root };
      });
      return {
        updates: mapNames(made, ({ x }) => x),
        state: { gram: mapNames(made, ({ gram }) => gram), root: mapNames(made, ({ root }) => root) },
      };
    },
  };
}

function sidesByName(params: Params): Readonly<Record<string, readonly Side[]>> {
  return mapNames(parameterRoles(shapesOf(params)), shampooSides);
}
