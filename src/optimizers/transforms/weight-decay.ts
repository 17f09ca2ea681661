import { z } from 'zod';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer } from '../optimizer.ts';
import { type MemberStep, perMember } from '../per-member.ts';
import { type NoState, stateless } from './chain.ts';
import { addScaled } from './weighted.ts';

/** The setting `weight_decay`. @param kind `L2` or `decoupled`, and where the default comes from. */
export function weightDecay(byDefault: number, kind: string) {
  return z.number().min(0).default(byDefault).describe(`weight decay, ${kind}`);
}

/**
 * Adds weight_decay · parameters to the gradients.
 *
 * First in a chain this is the L2 penalty, which passes through every moment; right before the learning rate it is the
 * decoupled decay of Loshchilov & Hutter (2019, arXiv 1711.05101), which shrinks parameters by lr · weight_decay.
 *
 * @param factor the factor of a member at an update, where it is not plain `weight_decay`.
 */
export function addWeightDecay<Settings extends { readonly weight_decay: number }>(
  members: readonly Settings[],
  factor: (settings: Settings, at: MemberStep) => number = ({ weight_decay }) => weight_decay,
): Optimizer<NoState> {
  const coefficients = perMember(members, (settings, at) => ({ decay: factor(settings, at) }));
  return stateless(
    (gradients, params, context) => {
      const { decay } = coefficients(context);
      if (decay === 0) return gradients;
      return mapTree((gradient, param) => addScaled(gradient, param, decay), gradients, params);
    },
    { elementwise: true },
  );
}
