import { z } from 'zod';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import { signOf } from '../tensors/sign-of.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers, numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, defineWrapper, type Optimizer } from './entry/optimizer.ts';
import { parameterRoles } from './layout/parameter-roles.ts';
import { common } from './members/per-member.ts';
import { average } from './transforms/average.ts';
import { averageGradients } from './transforms/average-gradients.ts';
import { chain, stateless } from './transforms/chain.ts';
import { correctGradients, correctionSetting } from './transforms/correct-gradients.ts';
import { flatten, onTensors } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { orthogonalize } from './transforms/orthogonalize.ts';
import { partition } from './transforms/partition.ts';
import { type AdamSettings, betas, epsilon, scaleByAdam } from './transforms/scale-by-adam.ts';
import { scaleByAmsgrad } from './transforms/scale-by-amsgrad.ts';
import { scaleOrthogonal } from './transforms/scale-orthogonal.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(3e-3, "the reference's"),
  betas: betas(0.95, 0.99),
  eps: epsilon(1e-8, "the reference's; with mars_type=shampoo to the norm of matrices"),
  weight_decay: weightDecay(0, 'decoupled: parameters shrink by lr · weight_decay'),
  gamma: correctionSetting,
  mars_type: z
    .enum(['adamw', 'lion', 'shampoo'])
    .default('adamw')
    .describe(
      'what descends by the corrected gradients: adamw; lion: the sign of their average; shampoo: their average made ' +
        'orthogonal, for vectors adamw',
    ),
  amsgrad: z.boolean().default(false).describe('divide by the largest second moment so far, in all of adamw'),
  optimize_1d: z
    .boolean()
    .default(false)
    .describe('treat vectors too; false: they are plain AdamW’s, with the settings that end in 1d'),
  lr_1d: learningRate(3e-3, "the reference's; the schedule acts on this rate too"),
  betas_1d: betas(0.9, 0.95),
  weight_decay_1d: weightDecay(0.1, "decoupled, of vectors that are left to AdamW; default: the reference's"),
});

type Settings = z.output<typeof settings>;

/**
 * MARS: gradients are corrected by their change since the last ones, which reduces the variance of their average, and AdamW, Lion's
 * sign or an orthogonal step descends by that. Gradients of a norm above 1 are shortened to it tensor by tensor.
 *
 * State: a number a parameter for the last gradients, and that of what descends by them, two or one.
 */
export const mars = defineOptimizer({
  name: 'MARS',
  summary: 'AdamW, signs or orthogonal steps on gradients corrected by their change',
  source: 'Yuan et al. 2024 (arXiv 2411.10438); AGI-Arena/MARS optimizers/mars.py at 4831e28',
  equation: [
    'b = g + gamma·β₁/(1 - β₁)·(g - g′)    (g′ = 0 at t = 1)',
    'b ← b/max(1, ‖b‖) of each tensor',
    'm ← β₁m + (1 - β₁)b',
    'mars_type=adamw:   v ← β₂v + (1 - β₂)b²',
    '                   u = (m/c₁)/(√(v/c₂) + ε)    (amsgrad: largest v so far)',
    'mars_type=lion:    u = sign(m)',
    'mars_type=shampoo: u = √max(1, out/in)·NS(m/(1 - β₁)), ε added to the norm',
    'θ ← θ - η(u + λθ)',
    'vectors: ADAMW with lr_1d, betas_1d, weight_decay_1d',
    'optimize_1d: vectors too; with shampoo by adamw',
  ],
  settings,
  memory(parameters, settings) {
    const { mars_type, optimize_1d, amsgrad, betas } = settings;
    const roles = parameterRoles(parameters);
    const count = (own: (role: string) => boolean) =>
      countNumbers(parameters.filter(({ name }: NamedShape) => own(roles[name]!)));
    const adam = amsgrad ? 3 : 2;
    const kernels = mars_type === 'adamw' ? 1 + adam : betas[0] > 0 ? 2 : 1;
    const vectors = !optimize_1d ? adam : mars_type === 'shampoo' ? 1 + adam : kernels;
    return kernels * count((role) => role !== 'vector') + vectors * count((role) => role === 'vector');
  },
  create(members) {
    const type = common(members, 'mars_type');
    const all = common(members, 'optimize_1d');
    const rule = { adamw: byAdamw, lion: bySign, shampoo: orthogonally }[type](members);
    if (all && type !== 'shampoo') return rule;
    const vectors = members.map(({ lr_1d, betas_1d, eps, weight_decay_1d }) => ({
      ...{ lr: lr_1d, betas: betas_1d, eps, weight_decay: weight_decay_1d },
    }));
    const others = all ? { MARS_ADAMW: byAdamw(members) } : { ADAM: adamwOf(vectors, members) };
    const [other] = Object.keys(others);
    return partition({ MARS: rule, ...others }, (parameters) =>
      Object.fromEntries(
        Object.entries(parameterRoles(parameters)).map(([name, role]) => [
          name,
          role === 'vector' ? other! : 'MARS',
        ]),
      ),
    );
  },
});

const corrected = (members: readonly Settings[]) =>
  correctGradients(members.map(({ gamma, betas: [beta] }) => ({ gamma, beta })));

function byAdamw(members: readonly Settings[]): Optimizer {
  return chain(corrected(members), flatten(adamwOf(members, members)));
}

function bySign(members: readonly Settings[]): Optimizer {
  const averaged = average(members.map(({ betas: [momentum] }) => ({ momentum })));
  const signs = stateless((gradients) => mapTree(signOf, gradients), { elementwise: true });
  return chain(
    corrected(members),
    flatten(chain(averaged, signs, addWeightDecay(members), scaleByLearningRate(members))),
  );
}

function orthogonally(members: readonly Settings[]): Optimizer {
  return chain(
    corrected(members),
    // The average over 1 - beta, as the reference has it, which matters beside eps alone.
    flatten(averageGradients(members.map(({ betas: [keep] }) => ({ keep, take: 1 })))),
    orthogonalize(members.map(({ eps }) => ({ ns_steps: 5, norm_eps: eps }))),
    scaleOrthogonal(members.map(() => ({ scale: 'width', scale_factor: null }))),
    addWeightDecay(members),
    scaleByLearningRate(members),
  );
}

function adamwOf(
  members: readonly (AdamSettings & { readonly lr: number; readonly weight_decay: number })[],
  settings: readonly Settings[],
): Optimizer {
  const scaled = common(settings, 'amsgrad') ? scaleByAmsgrad(members) : scaleByAdam(members);
  return chain(scaled, addWeightDecay(members), scaleByLearningRate(members));
}

/** MARS's correction of gradients for any rule. State: one number a parameter. */
export const marsCorrection = defineWrapper({
  name: 'MARS_CORRECTION',
  summary: 'gradients corrected by their change since the last ones, as MARS does, for any optimizer',
  source: 'Yuan et al. 2024 (arXiv 2411.10438); AGI-Arena/MARS optimizers/mars.py at 4831e28',
  equation: [
    'b = g + gamma·β₁/(1 - β₁)·(g - g′)    (g′ = 0 at t = 1; β₁ = beta1)',
    'g ← b/max(1, ‖b‖) of each tensor, then the rule inside',
  ],
  settings: z.object({
    gamma: correctionSetting,
    beta1: z
      .number()
      .min(0)
      .lt(1)
      .default(0.95)
      .describe('what the average of gradients inside keeps of its past, by which the change is weighed'),
  }),
  memory: numbersPerParameter(1),
  changes: () => 'nothing',
  create: (members, inner) =>
    chain(correctGradients(members.map(({ gamma, beta1 }) => ({ gamma, beta: beta1 }))), onTensors(inner)),
});
