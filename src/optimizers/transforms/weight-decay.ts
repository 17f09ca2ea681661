import { z } from 'zod';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer } from '../optimizer.ts';
import { perMember } from '../per-member.ts';
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
 */
export function addWeightDecay(members: readonly { readonly weight_decay: number }[]): Optimizer<NoState> {
  const coefficients = perMember(members, ({ weight_decay }) => ({ decay: weight_decay }));
  return stateless(
    (gradients, params, context) => {
      const { decay } = coefficients(context);
      return mapTree((gradient, param) => addScaled(gradient, param, decay), gradients, params);
    },
    { elementwise: true },
  );
}
