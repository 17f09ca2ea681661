import { z } from 'zod';
import { memberNorm } from '../../tensors/member-norm.ts';
import { defineDiagnostic } from '../diagnostic.ts';

/**
 * How far a step of gradient descent is off the gradient flow, as a share of its length: the drift −(η²/2)Hg of a step beside
 * the step ηg. It is of gradient descent at the learning rate of the update, whatever rule takes the steps, and 0 where the
 * gradient is 0.
 */
export const drift = defineDiagnostic({
  name: 'drift',
  summary: 'how far steps of gradient descent at this learning rate are off the gradient flow',
  source: 'Rosca et al. 2021 (arXiv 2105.13922); Rosca et al. 2023 (arXiv 2302.01952)',
  cost: 'three gradients of a minibatch each time',
  needs: ['gradient', 'hessianProduct'],
  settings: z.object({}),
  create: () => ({
    init: () => null,
    async ask(loss) {
      const { length, curved } = await loss.ask(({ gradient, hessianProduct }) => {
        const { vector } = gradient();
        const product = hessianProduct!({ vector: vector! });
        return { length: memberNorm(vector!), curved: memberNorm(product.vector!) };
      });
      return length.map((own, player) => ({ quotient: own[0]! > 0 ? curved[player]![0]! / own[0]! : 0 }));
    },
    observe({ asked, learningRate }, state) {
      const ratio = asked === undefined ? Number.NaN : (learningRate * asked.quotient!) / 2;
      return { state, report: Number.isFinite(ratio) ? { drift_ratio: ratio } : {} };
    },
  }),
});
