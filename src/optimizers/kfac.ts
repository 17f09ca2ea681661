import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params } from './entry/optimizer.ts';
import { isCritics } from './layout/parameter-roles.ts';
import { perMember } from './members/per-member.ts';
import { type Factors, kroneckerFactors } from './transforms/kronecker-factors.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { mapNames } from './transforms/map-names.ts';
import { blend, zeros } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(0.25, "the reference's"),
  momentum: z.number().min(0).lt(1).default(0.9).describe('share of the last step that is kept'),
  stat_decay: z.number().min(0).lt(1).default(0.99).describe('what averages of the factors keep'),
  kl: z
    .number()
    .positive()
    .default(0.001)
    .describe('longest step of a network, by the squared length that its factors measure'),
  damping: z.number().positive().default(0.01).describe('added to the products of eigenvalues'),
  split_damping: z
    .boolean()
    .default(false)
    .describe('add its root to each of the two factors, shared out by their mean eigenvalues'),
  update_period: z
    .int()
    .positive()
    .default(10)
    .describe('steps from one decomposition of the factors to the next'),
});

type Settings = z.output<typeof settings>;

type State = {
  readonly factors: Factors;
  readonly momentum: Params;
  /** What the last step of each network was shortened by, `[P, 1, 1]`. */
  readonly nu: Params;
};

/**
 * K-FAC, as ACKTR takes it: gradients by the inverse of a Fisher matrix in which every layer is the product of what its
 * inputs and what its outputs' slopes have for second moments. The policy's slopes are those of the log-probabilities of the
 * actions that were taken, the critic's those of its values (Gauss–Newton). Kernels and vectors are treated apart.
 *
 * Actor and critic are networks of their own, and each is held to `kl` by itself.
 *
 * State: for every kernel two squares and a row of its inputs, for every layer's outputs the same, a number a parameter, and one
 * a network.
 */
export const kfac = defineOptimizer({
  name: 'KFAC',
  summary:
    'natural gradients by layers: second moments of inputs and of slopes, held to a divergence (ACKTR)',
  source:
    'Martens & Grosse 2015 (arXiv 1503.05671), Wu et al. 2017 (arXiv 1708.05144); ikostrikov/pytorch-a2c-ppo-acktr-gail kfac.py at 41332b7',
  equation: [
    'of each layer, x what it is given and y how the log-probability of the',
    '  action (of critics: the value) changes with what it puts out:',
    'A ← dA + (1 - d)·mean(xxᵀ), S ← dS + (1 - d)·mean(yyᵀ), d = stat_decay',
    '  (t = 1: the means)',
    't - 1 a multiple of update_period: A = U·diag(a)·Uᵀ, S = W·diag(s)·Wᵀ,',
    '  eigenvalues up to 1e-6 as 0',
    'kernels: v = U((UᵀgW)/(asᵀ + damping))Wᵀ',
    'vectors: v = ((gW)/(s + damping))Wᵀ',
    'split_damping: (a + π√damping)(s + √damping/π)ᵀ for asᵀ + damping,',
    '  π² = mean(a)/mean(s), a = 1 of vectors',
    'ν = min(1, √(kl/(η²⟨v, g⟩))) of actor and critic each',
    'b ← μb + νv',
    'θ ← θ - (1 - μ)ηb',
  ],
  settings,
  samples: true,
  memory(parameters) {
    const { memory } = kroneckerFactors([settings.parse({})]);
    return memory(parameters) + countNumbers(parameters) + partsOf(parameters.map(({ name }) => name)).length;
  },
  create: (members) => kfacRule(members),
});

function kfacRule(members: readonly Settings[]): Optimizer<State> {
  const factorsOf = kroneckerFactors(members);
  const coefficients = perMember(members, ({ lr, momentum, kl }, { learningRateScale }) => ({
    down: -(1 - momentum) * lr * learningRateScale,
    keep: momentum,
    // kl / η²; a rate of 0 moves nothing, however long the step.
    longest: kl / Math.max(lr * learningRateScale, 1e-12) ** 2,
  }));
  return {
    elementwise: false,
    init(params) {
      const none = tf.zeros([Object.values(params)[0]!.shape[0]!, 1, 1]);
      return {
        factors: factorsOf.init(params),
        momentum: zeros(params),
        nu: Object.fromEntries(partsOf(Object.keys(params)).map((part) => [part, tf.clone(none)])),
      };
    },
    update(gradients, state, params, context) {
      const { down, keep, longest } = coefficients(context);
      const factors = factorsOf.next(state.factors, params, context);
      const natural = mapNames(gradients, (gradient, name) =>
        factorsOf.precondition(factors, name, gradient, context),
      );
      const nu = mapNames(state.nu, (_, part) => {
        const names = Object.keys(params).filter((name) => partOf(name) === part);
        const length = tf.addN(
          names.map((name) => tf.sum(tf.mul(natural[name]!, gradients[name]!), [1, 2], true)),
        );
        const isStep = tf.greater(length, 0);
        const ratio = tf.div(longest, tf.where(isStep, length, tf.onesLike(length)));
        return tf.where(isStep, tf.minimum(tf.sqrt(ratio), 1), tf.onesLike(length));
      });
      const held = mapNames(natural, (own, name) => tf.mul(own, nu[partOf(name)]!));
      const momentum = blend(state.momentum, keep, held, 1);
      return {
        updates: mapTree((own) => tf.mul(own, down), momentum),
        state: { factors, momentum, nu },
      };
    },
    report: (_, { nu }) => Object.fromEntries(Object.entries(nu).map(([part, own]) => [`nu_${part}`, own])),
  };
}

function partOf(name: string): 'actor' | 'critic' {
  return isCritics(name) ? 'critic' : 'actor';
}

function partsOf(names: readonly string[]): readonly ('actor' | 'critic')[] {
  return (['actor', 'critic'] as const).filter((part) => names.some((name) => partOf(name) === part));
}
