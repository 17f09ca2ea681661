import { z } from 'zod';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { adamCompanion, companionSettings, memoryWithCompanion, withCompanion } from './layout/companion.ts';
import { averageGradients } from './transforms/average-gradients.ts';
import { chain } from './transforms/chain.ts';
import { correctGradients, correctionSetting } from './transforms/correct-gradients.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { momentumSetting } from './transforms/momentum.ts';
import { newtonSchulzSteps, orthogonalize } from './transforms/orthogonalize.ts';
import { scaleOrthogonal } from './transforms/scale-orthogonal.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-3, "the reference's"),
  momentum: momentumSetting(0.95),
  gamma: correctionSetting,
  ns_steps: newtonSchulzSteps,
  weight_decay: weightDecay(
    0.1,
    "decoupled, of the kernels that are orthogonalised; default: the reference's",
  ),
  ...companionSettings({ byDefault: false, origin: "the reference's advice" }),
  adam_lr: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe(
      'learning rate of what is left to Adam; none: lr, as in the reference; the schedule acts on it too',
    ),
  adam_eps: z
    .number()
    .min(0)
    .default(1e-8)
    .describe(
      "added to the root of Adam's second moment before its bias is corrected; default: the reference's",
    ),
  adam_weight_decay: weightDecay(0.1, "decoupled, of what is left to Adam; default: the reference's"),
});

/**
 * MARS-M: Muon on gradients that are corrected by their change since the last ones, as MARS corrects them, with steps of about
 * the size of Adam's. Vectors and last layers are Adam's.
 *
 * State: two numbers for every number of what it treats and every other, one without momentum for what it treats.
 */
export const marsM = defineOptimizer({
  name: 'MARS_M',
  summary: "MUON on MARS's corrected gradients, Adam for heads and vectors",
  source: 'Liu et al. 2025 (arXiv 2510.21800); AGI-Arena/MARS MARS_M/optimizers/mars_m.py at 4831e28',
  equation: [
    'b = g + gamma·μ/(1 - μ)·(g - g′)    (g′ = 0 at t = 1)',
    'b ← b/max(1, ‖b‖) of each tensor',
    'm ← μm + (1 - μ)b',
    'θ ← θ - η(0.2·√max(in, out)·NS(m) + λθ)',
    'other parameters, with adam_lr, adam_betas, adam_eps, adam_weight_decay:',
    '  m ← β₁m + (1 - β₁)g',
    '  v ← β₂v + (1 - β₂)g²',
    '  θ ← θ - η((√c₂/c₁)·m/(√v + ε) + λθ)',
  ],
  settings,
  memory: memoryWithCompanion((kernels, { momentum }) => (momentum > 0 ? 2 : 1) * countNumbers(kernels)),
  create(members) {
    const rule = chain(
      correctGradients(members.map(({ gamma, momentum }) => ({ gamma, beta: momentum }))),
      flatten(averageGradients(members.map(({ momentum }) => ({ keep: momentum, take: 1 - momentum })))),
      orthogonalize(members.map(({ ns_steps }) => ({ ns_steps }))),
      scaleOrthogonal(members.map(() => ({ scale: 'consistent_rms', scale_factor: null }))),
      addWeightDecay(members),
      scaleByLearningRate(members),
    );
    const companions = members.map((own) => ({ ...own, adam_lr: own.adam_lr ?? own.lr }));
    return withCompanion('MARS_M', companions, rule, adamCompanion(companions, { earlyEps: true }));
  },
});
