import { z } from 'zod';
import * as tf from '../../tensors/tf.ts';
import { mapTree, type TensorTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { common, perMember } from '../members/per-member.ts';
import { addScaled, blend, forgetIn, zeros } from './weighted.ts';

/** Settings of {@link momentum}, spelt as in `torch.optim.SGD`. */
export interface MomentumSettings {
  readonly momentum: number;
  /** 0 if not given. */
  readonly dampening?: number;
  /** false if not given. */
  readonly nesterov?: boolean;
}

/** The setting `momentum` alone. */
export function momentumSetting(byDefault: number) {
  return z
    .number()
    .min(0)
    .lt(1)
    .default(byDefault)
    .describe('share of the last direction that is kept; 0: no momentum');
}

/** The three settings of a rule with momentum. */
export function momentumSettings(byDefault: number) {
  return {
    momentum: momentumSetting(byDefault),
    dampening: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('share of each gradient but the first that does not enter the momentum'),
    nesterov: z
      .boolean()
      .default(false)
      .describe("Nesterov's momentum: look one step ahead; needs momentum and no dampening"),
  };
}

/** The condition that PyTorch puts on {@link momentumSettings}; goes into `schema.refine(…)`. */
export const nesterovNeedsMomentum: [
  (settings: Required<MomentumSettings>) => boolean,
  { path: string[]; message: string },
] = [
  ({ momentum, dampening, nesterov }) => !nesterov || (momentum > 0 && dampening === 0),
  { path: ['nesterov'], message: 'needs momentum > 0 and dampening = 0; set these too, or nesterov=false' },
];

/**
 * Heavy-ball momentum (Polyak 1964) with Nesterov's variant (Sutskever et al. 2013), in the arithmetic of
 * `torch.optim.SGD`: direction ← momentum · direction + (1 - dampening) · gradient, except that a member's first
 * gradient enters whole. The state is empty where no member has momentum.
 */
export function momentum(members: readonly MomentumSettings[]): Optimizer<{ readonly momentum: Params }> {
  const none = members.every((member) => member.momentum === 0);
  const nesterov = common(members, 'nesterov') ?? false;
  const coefficients = perMember(members, ({ momentum, dampening = 0 }, { step }) => ({
    keep: momentum,
    take: step === 1 || momentum === 0 ? 1 : 1 - dampening,
  }));
  return {
    elementwise: true,
    init: (params) => ({ momentum: none ? {} : zeros(params) }),
    forget: forgetIn,
    update(gradients, state, _params, context) {
      if (none) return { updates: gradients, state };
      const { keep, take } = coefficients(context);
      const direction = blend(state.momentum, keep, gradients, take);
      const updates = nesterov
        ? mapTree((gradient, next) => addScaled(gradient, next, keep), gradients, direction)
        : direction;
      return { updates, state: { momentum: direction } };
    },
  };
}

/** The momenta that stages of {@link momentum} keep in the state of a rule, wherever they stand in it. */
export function momentaOf(state: TensorTree): Params[] {
  if (state instanceof tf.Tensor) return [];
  return Object.entries(state).flatMap(([key, part]) => (isMomentum(key, part) ? [part] : momentaOf(part)));
}

/** The same state with other momenta, in the order of {@link momentaOf}. */
export function withMomenta(state: TensorTree, momenta: readonly Params[]): TensorTree {
  const left = [...momenta];
  const replaced = (part: TensorTree): TensorTree => {
    if (part instanceof tf.Tensor) return part;
    if (Array.isArray(part)) return part.map(replaced);
    return Object.fromEntries(
      Object.entries(part).map(([key, own]) => [key, isMomentum(key, own) ? left.shift()! : replaced(own)]),
    );
  };
  return replaced(state);
}

/** Of tensors by name: learned rates of momentum are tensors by themselves, and where there is none it is empty. */
function isMomentum(key: string, part: TensorTree): part is Params {
  return key === 'momentum' && !(part instanceof tf.Tensor) && Object.keys(part).length > 0;
}
