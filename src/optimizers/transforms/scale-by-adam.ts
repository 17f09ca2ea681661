import { z } from 'zod';
import { pow } from '../../pow.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { type MemberStep, perMember } from '../members/per-member.ts';
import { type Moments, momentWeights, nextMoments, noMoments, overRoot } from './moments.ts';
import { blend, forgetIn } from './weighted.ts';

const beta = z.number().min(0).lt(1);

/** The setting `betas` of a rule with two moments. */
export function betas(first: number, second: number) {
  return z
    .tuple([beta, beta])
    .default([first, second])
    .describe('what the moving averages of the gradient and of its square keep of their past');
}

/** The setting `eps` of a rule with two moments. @param origin where the default comes from. */
export function epsilon(byDefault: number, origin: string) {
  return z
    .number()
    .min(0)
    .default(byDefault)
    .describe(`added to the root of the second moment; default: ${origin}`);
}

/** The settings of {@link scaleByAdam}. */
export const adamSettings = {
  betas: betas(0.9, 0.999),
  eps: epsilon(1e-5, "CleanRL's for PPO (PyTorch's is 1e-8)"),
};

/** What {@link scaleByAdam} is made of. */
export interface AdamSettings {
  readonly betas: readonly [number, number];
  readonly eps: number;
}

/** The update (numerator · m + gradient · g) / (root · √v + eps), and how much of the moments before it is remembered. */
export interface AdamWeights {
  readonly numerator: number;
  readonly eps: number;
  /** Default 0; more is Nesterov's look ahead, the gradient at hand beside the average that already holds it. */
  readonly gradient?: number;
  /** Default 1. */
  readonly root?: number;
  /** Default 1; 0 forgets. */
  readonly memory?: number;
}

/** Adam's own: (m / c₁) / (√v / √c₂ + eps), with √c₂ multiplied through to spare one operation a tensor. */
export function biasCorrected(
  { betas: [beta1, beta2], eps }: AdamSettings,
  { step }: Pick<MemberStep, 'step'>,
): AdamWeights {
  const rootC2 = Math.sqrt(1 - pow(beta2, step));
  return { numerator: rootC2 / (1 - pow(beta1, step)), eps: eps * rootC2 };
}

/**
 * Gradients replaced by their moving average over the root of the moving average of their squares, both corrected for
 * having started at zero; eps is added after the corrected root (Kingma & Ba 2015, arXiv 1412.6980, algorithm 1).
 *
 * @param weights the weights of a member at an update, where they are not Adam's own.
 */
export function scaleByAdam<Settings extends AdamSettings>(
  members: readonly Settings[],
  weights: (settings: Settings, at: MemberStep) => AdamWeights = biasCorrected,
): Optimizer<Moments> {
  const coefficients = perMember(members, (settings, at) => {
    const { numerator, eps, gradient = 0, root = 1, memory = 1 } = weights(settings, at);
    return { ...momentWeights(settings.betas, memory), numerator, eps, gradient, root };
  });
  return {
    elementwise: true,
    init: noMoments,
    forget: forgetIn,
    update(gradients, state, _params, context) {
      const c = coefficients(context);
      const moments = nextMoments(state, gradients, c);
      const numerators = blend(moments.m, c.numerator, gradients, c.gradient);
      return { updates: overRoot(numerators, moments.v, c.eps, c.root), state: moments };
    },
  };
}
