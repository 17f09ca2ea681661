import { z } from 'zod';
import { pow } from '../pow.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params } from './entry/optimizer.ts';
import { perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { type Moments, momentWeights, nextMoments, noMoments, overRoot } from './transforms/moments.ts';
import { epsilon } from './transforms/scale-by-adam.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';
import { blend, forgetIn, zeros } from './transforms/weighted.ts';

const beta = z.number().min(0).lt(1);

const warmup = (of: string) =>
  z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe(`updates over which ${of}; none: no warm-up; the paper's language models take the whole run`);

const settings = z.object({
  lr: learningRate(1e-3, "the reference's"),
  betas: z
    .tuple([beta, beta, beta])
    .default([0.9, 0.999, 0.9999])
    .describe(
      'what the moving averages of the gradient, of its square and the slow one of the gradient keep of their past',
    ),
  alpha: z
    .number()
    .min(0)
    .default(2)
    .describe("weight of the slow average; default: the reference's (the paper's language models take 8)"),
  alpha_warmup: warmup('alpha rises from 0 in a line'),
  beta3_warmup: warmup('the third beta rises from the first one, its half-life in a line'),
  eps: epsilon(1e-8, "the reference's"),
  weight_decay: weightDecay(0, 'decoupled: parameters shrink by lr · weight_decay'),
});

type Settings = z.output<typeof settings>;

/**
 * AdEMAMix: Adam with a second, slow average of the gradients beside the fast one. The slow one is not corrected for its
 * start at zero.
 *
 * State: three numbers a parameter.
 */
export const ademamix = defineOptimizer({
  name: 'ADEMAMIX',
  summary: 'Adam with a fast and a slow average of the gradients',
  source: 'Pagliardini et al. 2024 (arXiv 2409.03137); apple/ml-ademamix pytorch/ademamix.py at c3d73c0',
  equation: [
    'm ← β₁m + (1 - β₁)g',
    'v ← β₂v + (1 - β₂)g²',
    's ← bs + (1 - b)g',
    'θ ← θ - η((m/c₁ + as)/(√(v/c₂) + ε) + λθ)',
    'a = alpha, b = β₃;  while they warm up over T updates, t < T:',
    'a = alpha·t/T',
    'b = ½^(1/(1 + (1 - t/T)h(β₁) + (t/T)h(β₃))),  h(x) = ln ½/ln(x + 1e-8) - 1',
  ],
  settings,
  acrossWidths: () => 'coordinates',
  memory: numbersPerParameter(3),
  create: (members) =>
    chain(scaleByTwoAverages(members), addWeightDecay(members), scaleByLearningRate(members)),
});

function scaleByTwoAverages(members: readonly Settings[]): Optimizer<Moments & { readonly slow: Params }> {
  const coefficients = perMember(members, (settings, { step }) => {
    const { betas, alpha, alpha_warmup, eps } = settings;
    const [beta1, beta2] = betas;
    const slow = slowBeta(settings, step);
    return {
      ...momentWeights([beta1, beta2]),
      ...{ keepSlow: slow, takeSlow: 1 - slow },
      fast: 1 / (1 - pow(beta1, step)),
      alpha: alpha_warmup === null ? alpha : alpha * Math.min(1, step / alpha_warmup),
      root: 1 / Math.sqrt(1 - pow(beta2, step)),
      eps,
    };
  });
  return {
    elementwise: true,
    init: (params) => ({ ...noMoments(params), slow: zeros(params) }),
    forget: forgetIn,
    update(gradients, state, _params, context) {
      const c = coefficients(context);
      const moments = nextMoments(state, gradients, c);
      const slow = blend(state.slow, c.keepSlow, gradients, c.takeSlow);
      const numerators = blend(moments.m, c.fast, slow, c.alpha);
      return {
        updates: overRoot(numerators, moments.v, c.eps, c.root),
        state: { ...moments, slow },
      };
    },
  };
}

/** What the slow average keeps at an update: while it warms up, its half-life lies on a line between those of two betas. */
function slowBeta({ betas: [beta1, , beta3], beta3_warmup }: Settings, step: number): number {
  if (beta3_warmup === null || step >= beta3_warmup) return beta3;
  const halfLife = (beta: number) => Math.log(0.5) / Math.log(beta + 1e-8) - 1;
  const share = step / beta3_warmup;
  return pow(0.5, 1 / (1 + (1 - share) * halfLife(beta1) + share * halfLife(beta3)));
}
