import type { Optimizer } from '../optimizer.ts';
import { perMember } from '../per-member.ts';
import { type Moments, momentWeights, nextMoments, noMoments, overRoot } from './moments.ts';
import type { AdamSettings } from './scale-by-adam.ts';
import { blend } from './weighted.ts';

/** The settings of {@link scaleByNadam}. */
export interface NadamSettings extends AdamSettings {
  readonly momentum_decay: number;
}

/**
 * Adam with Nesterov's look ahead: the gradient at hand and the average that already holds it, weighted by a momentum μ
 * that warms up from about half of β₁ to β₁ (Dozat 2016).
 */
export function scaleByNadam(members: readonly NadamSettings[]): Optimizer<Moments> {
  const coefficients = perMember(members, (settings, { step }) => {
    const [now, next] = [warmedUp(settings, step), warmedUp(settings, step + 1)];
    const product = warmUpProduct(settings, step);
    const rootC2 = Math.sqrt(1 - settings.betas[1] ** step);
    return {
      ...momentWeights(settings.betas),
      ahead: (rootC2 * next) / (1 - product * next),
      present: (rootC2 * (1 - now)) / (1 - product),
      eps: settings.eps * rootC2,
    };
  });
  return {
    elementwise: true,
    init: noMoments,
    update(gradients, state, _params, context) {
      const c = coefficients(context);
      const moments = nextMoments(state, gradients, c);
      const numerators = blend(moments.m, c.ahead, gradients, c.present);
      return { updates: overRoot(numerators, moments.v, c.eps), state: moments };
    },
  };
}

/** μ of an update. */
function warmedUp({ betas: [beta1], momentum_decay }: NadamSettings, step: number): number {
  return beta1 * (1 - 0.5 * 0.96 ** (step * momentum_decay));
}

/**
 * The product of μ from the first update on. Worked out anew each time, so that nothing need be remembered; that is
 * short, because a product too small to change 1 - product need not be finished.
 */
function warmUpProduct(settings: NadamSettings, step: number): number {
  let product = 1;
  for (let t = 1; t <= step && product > Number.EPSILON / 4; t++) product *= warmedUp(settings, t);
  return product;
}
