import { z } from 'zod';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { common } from './members/per-member.ts';
import { chain, identity } from './transforms/chain.ts';
import { clipNorms } from './transforms/clip-norm.ts';
import { flatten } from './transforms/flatten.ts';
import { scaleLayers } from './transforms/layer-learning-rates.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { momentum, momentumSettings, nesterovNeedsMomentum } from './transforms/momentum.ts';
import { negate } from './transforms/negate.ts';
import { normalizeGroups } from './transforms/normalize-groups.ts';
import { normalizeLayers } from './transforms/normalize-layers.ts';
import { scaleByAdagrad } from './transforms/scale-by-adagrad.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

/** MILO's settings, named as in its README; the two entries differ in the default of `layer_wise` alone. */
function settings(layerWise: boolean) {
  return z
    .object({
      lr: learningRate(
        3e-3,
        "a fair compromise of the sweeps in configs/defaults (MILO's RL experiments use 5e-4)",
      ),
      ...momentumSettings(0.9),
      weight_decay: weightDecay(0, 'L2, added after the normalisation'),
      normalize: z.boolean().default(true).describe('standardise gradients at all'),
      layer_wise: z
        .boolean()
        .default(layerWise)
        .describe('standardise a layer as a whole; false: in groups of neighbours within each tensor'),
      group_size: z
        .int()
        .positive()
        .nullable()
        .default(null)
        .describe('numbers in a group where layer_wise=false; none: about the square root of the tensor'),
      eps: z.number().positive().default(1e-5).describe('added to the standard deviations'),
      scale_aware: z.boolean().default(true).describe('mix a part of the raw gradient in'),
      scale_factor: z
        .number()
        .min(0)
        .max(1)
        .default(0.2)
        .describe('how much of the raw gradient; the rest is standardised'),
      adaptive: z
        .boolean()
        .default(true)
        .describe('divide the momentum by the root of the sum of its squares, as Adagrad does'),
      adaptive_eps: z.number().positive().default(1e-8).describe('added to that root'),
      clip_norm: z
        .number()
        .positive()
        .nullable()
        .default(null)
        .describe('bound of the norm of each tensor by itself, before normalisation; none: no bound'),
      layer_mapping: z
        .enum(['tensor', 'layer'])
        .default('tensor')
        .describe('what is a layer: every tensor (as the reference runs), or kernel and bias together'),
      layer_lr_multipliers: z
        .array(z.number().min(0))
        .nullable()
        .default(null)
        .describe('factors on the learning rate, one a layer in their order; none: 1'),
      maximize: z.boolean().default(false).describe('ascend instead of descend'),
    })
    .refine(...nesterovNeedsMomentum);
}

/** Standardised gradients, then momentum as in SGD, then Adagrad on the momentum. State: two numbers a parameter. */
function milo(name: string, layerWise: boolean, summary: string) {
  return defineOptimizer({
    name,
    summary,
    source: 'Logan-Cole-Luna/Milo milo.py at 5fd77b6, with the settings of its experiments/RL',
    equation: [
      'g ← g·min(1, clip_norm/(‖g‖ + 1e-6)) of each tensor',
      'layer_wise=false: each tensor, output by output, is cut into groups of',
      '  n = group_size, or ⌈N/⌊√N⌋⌉ of its N numbers, the last filled with 0',
      'layer_wise=true: a group is a whole layer',
      'z = (1 - s)(g - mean)/(std + ε) + sg in each group, std by n - 1,',
      '  s = scale_factor           (scale_aware=false: s = 0)',
      'z ← z + λθ                   (maximize: -z for z)',
      'b ← μb + (1 - τ)z            (b = z at t = 1)',
      'd = b                        (nesterov: d = z + μb)',
      'S ← S + d²',
      'θ ← θ - ηd/(√S + adaptive_eps)    (adaptive=false: θ - ηd)',
      'layer_wise=true and max|g| > 1e4 or < 1e-6: x = g between ±1e4,',
      '  y = x - median(x), z = y/(1.4826·median|y| + ε)',
      'normalize=false: z = g;  layer_lr_multipliers: η times that of the layer',
    ],
    settings: settings(layerWise),
    memory: (parameters, { momentum, adaptive }) =>
      countNumbers(parameters) * (Number(momentum > 0) + Number(adaptive)),
    create(members) {
      const normalizer = common(members, 'layer_wise') ? normalizeLayers : normalizeGroups;
      const accumulator = members.map(({ adaptive_eps }) => ({
        eps: adaptive_eps,
        initial_accumulator_value: 0,
      }));
      // Without MILO's eps, which belongs to the standardisation.
      const bounds = members.map(({ clip_norm }) => ({ clip_norm }));
      const stepper = chain(
        addWeightDecay(members),
        momentum(members),
        common(members, 'adaptive') ? scaleByAdagrad(accumulator) : identity,
        scaleByLearningRate(members),
      );
      return chain(
        clipNorms(bounds, 'tensor'),
        common(members, 'normalize') ? normalizer(members) : identity,
        common(members, 'maximize') ? negate : identity,
        flatten(stepper),
        scaleLayers(members),
      );
    },
  });
}

export const miloGroups = milo('MILO', false, 'gradients standardised in small groups, momentum, Adagrad');
export const miloLayers = milo('MILO_LW', true, 'gradients standardised layer by layer, momentum, Adagrad');
