import { z } from 'zod';
import { mapTree, type TensorTree } from '../../tensors/tree.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { type MemberStep, perMember } from '../members/per-member.ts';
import { chain, type NoState, stateless } from './chain.ts';
import { scaleByLearningRate } from './learning-rate.ts';
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
 * @param factor the factor of a member at an update, where it is not plain `weight_decay`. One that is made of settings alone
 * is the same in all steps, recorded ones too, so that nothing is added where it is 0 for all members.
 */
export function addWeightDecay<Settings extends { readonly weight_decay: number }>(
  members: readonly Settings[],
  factor: (settings: Settings, at: MemberStep) => number = ({ weight_decay }) => weight_decay,
): Optimizer<NoState> {
  const steady = factor as (settings: Settings) => number;
  const coefficients =
    factor.length < 2
      ? perMember(members, (settings) => ({ decay: steady(settings) }))
      : perMember(members, (settings, at) => ({ decay: factor(settings, at) }));
  return stateless(
    (gradients, params, context) => {
      const { decay } = coefficients(context);
      if (decay === 0) return gradients;
      return mapTree((gradient, param) => addScaled(gradient, param, decay), gradients, params);
    },
    { elementwise: true },
  );
}

/** Settings of {@link decayedEitherWay}, spelt as in kozistr/pytorch_optimizer. */
export const decaySettings = {
  weight_decay: weightDecay(0, 'of the kind that weight_decouple says'),
  weight_decouple: z
    .boolean()
    .default(true)
    .describe('parameters shrink by lr · weight_decay; false: L2, part of the gradient'),
  fixed_decay: z
    .boolean()
    .default(false)
    .describe('parameters shrink by weight_decay whatever the learning rate; only with weight_decouple'),
};

/** A rule with its learning rate, and the weight decay that each member asks for. */
export function decayedEitherWay(
  members: readonly {
    readonly lr: number;
    readonly weight_decay: number;
    readonly weight_decouple: boolean;
    readonly fixed_decay?: boolean;
  }[],
  rule: Optimizer,
): Optimizer<readonly TensorTree[]> {
  return chain(
    addWeightDecay(members, ({ weight_decay, weight_decouple }) => (weight_decouple ? 0 : weight_decay)),
    rule,
    addWeightDecay(members, ({ weight_decay, weight_decouple, fixed_decay }) =>
      weight_decouple && !fixed_decay ? weight_decay : 0,
    ),
    scaleByLearningRate(members),
    addWeightDecay(members, ({ weight_decay, weight_decouple, fixed_decay }) =>
      weight_decouple && fixed_decay ? -weight_decay : 0,
    ),
  );
}
