import { z } from 'zod';
import { memberSquaredNorm } from '../tensors/member-norm.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { defineOptimizer, type Optimizer, type Params } from './optimizer.ts';
import { type Coefficient, perMember } from './per-member.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { betas } from './transforms/scale-by-adam.ts';
import { weightDecay } from './transforms/weight-decay.ts';
import { blend, zeros } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(1e-2, 'to be replaced by a sweep; MILO trains its RL baselines with 5e-4'),
  betas: betas(0.9, 0.99),
  eps: z.number().positive().default(1e-8).describe('added to every norm that is divided by'),
  weight_decay: weightDecay(1e-3, "part of the momentum; default: MILO's RL experiments"),
  grad_averaging: z
    .boolean()
    .default(true)
    .describe("multiply normalised gradients by 1 - beta1; default: MILO's RL experiments"),
});

/**
 * NovoGrad as the comparison in MILO's repository runs it, which is not the paper's: gradients are normalised twice, a
 * tensor at a time, first by the moving average of their squared norm, then by that of the norms left after the first.
 * A tensor's first gradient enters the momentum twice, and Adam's bias corrections multiply a momentum that is no
 * average. Steps are large where gradients are tiny.
 *
 * State: one number a parameter, two a tensor.
 */
export const novograd = defineOptimizer({
  name: 'NOVOGRAD',
  summary: 'gradients normalised a tensor at a time, then momentum',
  source: 'Ginsburg et al. 2019 (arXiv 1905.11286), as changed in Logan-Cole-Luna/Milo novograd.py',
  settings,
  create: (members) =>
    chain(
      normalizedMomentum(members),
      scaleByLearningRate(members, ({ lr, betas: [beta1, beta2] }, { step }) => {
        return (lr * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
      }),
    ),
});

type State = {
  readonly momentum: Params;
  /** Moving average of the squared norm of each tensor's gradient, `[P, 1, 1]`. */
  readonly squaredNorm: Params;
  /** The same of the gradient already normalised by it, `[P, 1, 1]`. */
  readonly normalizedSquaredNorm: Params;
};

function normalizedMomentum(members: readonly z.output<typeof settings>[]): Optimizer<State> {
  const coefficients = perMember(members, (member, { step }) => {
    const [beta1, beta2] = member.betas;
    const first = step === 1;
    return {
      eps: member.eps,
      share: member.grad_averaging ? 1 - beta1 : 1,
      // A first update begins where an earlier gradient like this one would have left the state.
      keepNorm: first ? 0 : beta2,
      takeNorm: first ? 1 : 1 - beta2,
      keepNormalized: first ? 0 : beta2,
      startNormalized: first ? beta2 : 0,
      takeNormalized: 1 - beta2,
      keepMomentum: first ? 0 : beta1,
      startMomentum: first ? beta1 : 0,
      decay: member.weight_decay * (first ? 1 + beta1 : 1),
    };
  });

  return {
    init(params) {
      const perTensor = mapTree((param) => tf.zeros([param.shape[0]!, 1, 1]), params);
      return {
        momentum: zeros(params),
        squaredNorm: perTensor,
        normalizedSquaredNorm: mapTree(tf.zerosLike, perTensor),
      };
    },

    update(gradients, state, params, context) {
      const c = coefficients(context);
      // All that happens to a gradient is that it is multiplied by numbers a tensor: they are worked out first.
      const now = mapTree(memberSquaredNorm, gradients);
      const squaredNorm = blend(state.squaredNorm, c.keepNorm, now, c.takeNorm);
      const factor = mapTree((norm) => inverseRoot(c.share, norm, c.eps), squaredNorm);
      const normalizedNow = mapTree((norm, by) => tf.mul(norm, tf.square(by)), now, factor);
      const normalizedSquaredNorm = blend(
        blend(state.normalizedSquaredNorm, c.keepNormalized, now, c.startNormalized),
        1,
        normalizedNow,
        c.takeNormalized,
      );
      const gain = mapTree(
        (by, normalized, norm) => {
          const twice = tf.mul(by, inverseRoot(1, normalized, c.eps));
          return c.startMomentum === 0 ? twice : tf.add(twice, inverseRoot(c.startMomentum, norm, c.eps));
        },
        factor,
        normalizedSquaredNorm,
        now,
      );
      const grown = blend(state.momentum, c.keepMomentum, mapTree(tf.mul, gradients, gain), 1);
      const momentum = blend(grown, 1, params, c.decay);
      return { updates: momentum, state: { momentum, squaredNorm, normalizedSquaredNorm } };
    },
  };
}

/** numerator / (√x + eps) */
function inverseRoot(numerator: Coefficient, x: tf.Tensor, eps: Coefficient): tf.Tensor {
  return tf.div(numerator, tf.add(tf.sqrt(x), eps));
}
