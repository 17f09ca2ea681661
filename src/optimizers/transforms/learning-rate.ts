import { z } from 'zod';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { type MemberStep, perMember } from '../members/per-member.ts';
import { type NoState, stateless } from './chain.ts';
import { scale } from './weighted.ts';

/** The setting `lr`. @param origin where the default comes from. */
export function learningRate(byDefault: number, origin: string) {
  return z.number().min(0).default(byDefault).describe(`learning rate; default: ${origin}`);
}

/**
 * The last stage of a rule: descends by the learning rate times what the schedule says.
 *
 * @param rate the learning rate of a member at an update, where it is more than `lr`: it may hold whatever factors the
 * rule's other stages leave to it.
 */
export function scaleByLearningRate<Settings extends { readonly lr: number }>(
  members: readonly Settings[],
  rate: (settings: Settings, at: MemberStep) => number = ({ lr }) => lr,
): Optimizer<NoState> {
  const coefficients = perMember(members, (settings, at) => ({
    step: -rate(settings, at) * at.learningRateScale,
  }));
  return stateless(
    (gradients, _params, context) => {
      const { step } = coefficients(context);
      return mapTree((gradient) => scale(gradient, step), gradients);
    },
    { elementwise: true },
  );
}
