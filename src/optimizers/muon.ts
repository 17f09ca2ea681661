import { z } from 'zod';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import {
  adamCompanion,
  type Companion,
  companionSettings,
  memoryWithCompanion,
  withCompanion,
} from './layout/companion.ts';
import { common } from './members/per-member.ts';
import { averageGradients } from './transforms/average-gradients.ts';
import { chain, identity } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { momentumSetting } from './transforms/momentum.ts';
import { beta2Setting, normalizeNeurons } from './transforms/normalize-neurons.ts';
import { orthogonalizationSettings, orthogonalize } from './transforms/orthogonalize.ts';
import { orthogonalScaleSettings, scaleOrthogonal } from './transforms/scale-orthogonal.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z
  .object({
    lr: learningRate(0.02, "the reference's"),
    momentum: momentumSetting(0.95),
    momentum_style: z
      .enum(['ema', 'heavy_ball'])
      .default('ema')
      .describe("ema: a moving average of gradients; heavy_ball: a fading sum, as Moonlight's"),
    nesterov: z.boolean().default(true).describe("Nesterov's look ahead in the moving average of gradients"),
    bias_correction: z
      .boolean()
      .default(false)
      .describe('make up for the moving average having started at zero, as optax does; with ema only'),
    ...orthogonalizationSettings,
    ...orthogonalScaleSettings,
    weight_decay: weightDecay(0, 'decoupled, of the kernels that are orthogonalised'),
    others: z
      .enum(['adam', 'nesterov_ema'])
      .default('adam')
      .describe(
        "what treats the rest: Adam, or the same momentum as it is, at the same learning rate and weight decay, as PufferLib's",
      ),
    ...companionSettings({ byDefault: false, origin: "the reference's advice" }),
    adam_early_eps: z
      .boolean()
      .default(false)
      .describe("Adam's eps is added before the bias of the second moment is corrected, as Moonlight's"),
  })
  .refine(({ momentum_style, bias_correction }) => momentum_style === 'ema' || !bias_correction, {
    path: ['bias_correction'],
    message: 'needs momentum_style=ema; a fading sum has no bias',
  });

type Settings = z.output<typeof settings>;

/** Gradients as their momentum, alike for kernels and, where wanted, for the rest. */
function momentumOf(members: readonly Settings[]): Optimizer {
  const averages = members.map(({ momentum, momentum_style, bias_correction }) => ({
    keep: momentum,
    take: momentum_style === 'ema' ? 1 - momentum : 1,
    correct: bias_correction,
  }));
  return averageGradients(averages, { nesterov: common(members, 'nesterov') });
}

/** Averaged gradients, made orthogonal, at a length that suits a kernel's shape. */
function muonRule(members: readonly Settings[], afterwards: Optimizer = identity): Optimizer {
  return chain(
    flatten(momentumOf(members)),
    orthogonalize(members),
    afterwards,
    scaleOrthogonal(members),
    addWeightDecay(members),
    scaleByLearningRate(members),
  );
}

/** What treats the rest. */
function companionOf(members: readonly Settings[]): Companion {
  if (common(members, 'others') === 'adam') {
    return adamCompanion(members, { earlyEps: common(members, 'adam_early_eps') });
  }
  return {
    name: 'MOMENTUM',
    rule: chain(momentumOf(members), addWeightDecay(members), scaleByLearningRate(members)),
  };
}

/** Orthogonal steps of these lengths stretch what goes through hidden layers alike at every width, heads with one alone. */
function acrossWidths({ scale, heads }: Settings) {
  if (scale !== 'unit_rms' && (scale !== 'width' || heads)) return undefined;
  return { MUON: 'norms', NORMUON: 'norms', ADAM: 'coordinates', MOMENTUM: 'coordinates' } as const;
}

/** Numbers of state: those of momentum, where there is some. */
function sizeOfMomentum(parameters: readonly NamedShape[], { momentum }: Settings): number {
  return momentum > 0 ? countNumbers(parameters) : 0;
}

function sizeOfOthers(parameters: readonly NamedShape[], settings: Settings): number {
  return settings.others === 'adam' ? 2 * countNumbers(parameters) : sizeOfMomentum(parameters, settings);
}

/** Of the equations of Muon and its kin: what is made orthogonal, and everything after the step. */
const momentumLines = [
  'm ← μm + (1 - μ)g            (momentum_style=heavy_ball: m ← μm + g)',
  'u = (1 - μ)g + μm            (heavy_ball: g + μm;  nesterov=false: m)',
];
const lengthLines = [
  'f by scale: width √max(1, out/in), unit_rms √(out/in),',
  '  spectral and consistent_rms √max(in, out)',
  's = scale_factor, or 1, for consistent_rms 0.2',
  'bias_correction: u = (1 - μ)g/(1 - μᵗ) + μm/(1 - μᵗ⁺¹), or m/(1 - μᵗ)',
  'other parameters: ADAMW with adam_lr, adam_betas, adam_eps,',
  '  adam_weight_decay',
  'others=nesterov_ema: θ ← θ - η(u + λθ) for them',
];

/**
 * Muon: steps with about equal singular values, so that a kernel learns as fast in rare directions as in frequent ones.
 * Vectors and last layers are Adam's. The reference orthogonalises in bfloat16, this in the tensors' own precision.
 *
 * State: one number for every number of its kernels, two for every other.
 */
export const muon = defineOptimizer({
  name: 'MUON',
  summary: 'momentum made orthogonal for kernels, Adam for heads and vectors',
  source: 'Jordan et al. 2024 (kellerjordan.github.io/posts/muon); KellerJordan/Muon muon.py at 857d1ad',
  equation: [...momentumLines, 'θ ← θ - η(fs·NS(u) + λθ)', ...lengthLines],
  settings,
  acrossWidths,
  memory: memoryWithCompanion(sizeOfMomentum, sizeOfOthers),
  create: (members) => withCompanion('MUON', members, muonRule(members), companionOf(members)),
});

const neuronSettings = z.object({ ...settings.shape, beta2: beta2Setting(0.95) });

/**
 * NorMuon: Muon whose steps are also made about as large for every output unit, by a moving average of their squares. The
 * norm of the whole stays what Muon gives it, as in the reference, where the paper fixes its root mean square.
 *
 * State: that of MUON and a number an output of its kernels.
 */
export const normuon = defineOptimizer({
  name: 'NORMUON',
  summary: 'MUON with steps evened out between the units of a layer',
  source: 'Li et al. 2025 (arXiv 2510.05491); zichongli5/NorMuon normuon.py at d45c9a4',
  equation: [
    ...momentumLines,
    'O = NS(u)',
    'q ← β₂q + (1 - β₂)·mean(O²) of every output',
    'N = O/(√q + 1e-10)',
    'θ ← θ - η(fs·N·‖O‖/(‖N‖ + 1e-10) + λθ)',
    ...lengthLines,
  ],
  settings: neuronSettings,
  acrossWidths,
  memory: memoryWithCompanion(
    (kernels, settings: Settings) =>
      sizeOfMomentum(kernels, settings) + kernels.reduce((sum, { shape }) => sum + shape[1], 0),
    sizeOfOthers,
  ),
  create: (members) =>
    withCompanion('NORMUON', members, muonRule(members, normalizeNeurons(members)), companionOf(members)),
});
