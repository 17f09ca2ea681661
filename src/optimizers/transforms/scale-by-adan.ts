import { pow } from '../../pow.ts';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { overRoot } from './moments.ts';
import { addScaled, blend, scale, zeros } from './weighted.ts';

/** All start at zero. */
type AdanState = {
  /** Moving average of the gradient. */
  readonly m: Params;
  /** Moving average of its changes. */
  readonly d: Params;
  /** Moving average of the square of the gradient as it is expected next. */
  readonly n: Params;
  readonly previous: Params;
};

/**
 * The gradient and its change, each averaged and corrected for having started at zero, over the root mean square of both
 * together (Xie et al. 2022, arXiv 2208.06677). The first gradient counts as no change.
 */
export function scaleByAdan(
  members: readonly { readonly betas: readonly [number, number, number]; readonly eps: number }[],
): Optimizer<AdanState> {
  const coefficients = perMember(members, ({ betas: [beta1, beta2, beta3], eps }, { step }) => {
    const rootC3 = Math.sqrt(1 - pow(beta3, step));
    return {
      keepM: beta1,
      takeM: 1 - beta1,
      keepD: beta2,
      takeD: 1 - beta2,
      keepN: beta3,
      takeN: 1 - beta3,
      hasPrevious: step === 1 ? 0 : 1,
      byM: rootC3 / (1 - pow(beta1, step)),
      byD: (beta2 * rootC3) / (1 - pow(beta2, step)),
      eps: eps * rootC3,
    };
  });
  return {
    elementwise: true,
    init: (params) => ({ m: zeros(params), d: zeros(params), n: zeros(params), previous: zeros(params) }),
    update(gradients, state, _params, context) {
      const c = coefficients(context);
      const change = mapTree(
        (gradient, previous) => scale(tf.sub(gradient, previous), c.hasPrevious),
        gradients,
        state.previous,
      );
      const expectedSquare = mapTree(
        (gradient, changed) => tf.square(addScaled(gradient, changed, c.keepD)),
        gradients,
        change,
      );
      const m = blend(state.m, c.keepM, gradients, c.takeM);
      const d = blend(state.d, c.keepD, change, c.takeD);
      const n = blend(state.n, c.keepN, expectedSquare, c.takeN);
      const numerators = mapTree((mean, changed) => addScaled(scale(mean, c.byM), changed, c.byD), m, d);
      return { updates: overRoot(numerators, n, c.eps), state: { m, d, n, previous: gradients } };
    },
  };
}
