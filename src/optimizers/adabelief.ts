import { z } from 'zod';
import { pow } from '../pow.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params } from './entry/optimizer.ts';
import { common, type MemberStep, perMember } from './members/per-member.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { type Moments, momentWeights, noMoments, overRoot } from './transforms/moments.ts';
import { rectification } from './transforms/rectification.ts';
import { betas } from './transforms/scale-by-adam.ts';
import { decayedEitherWay, decaySettings } from './transforms/weight-decay.ts';
import { blend, forgetIn, scale, zeros } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(1e-3, "the reference's, and its authors' for RL"),
  betas: betas(0.9, 0.999),
  eps: z
    .number()
    .min(0)
    .default(1e-16)
    .describe(
      'added to the second moment at every update, where it adds up, and to its root; ' +
        "default: the reference's (its authors' runs of RL take 1e-12 and 1e-10)",
    ),
  ...decaySettings,
  amsgrad: z
    .boolean()
    .default(false)
    .describe('divide by the largest second moment so far; only with rectify=false'),
  rectify: z
    .boolean()
    .default(true)
    .describe(
      "RADAM's rectification: the first steps, five with beta2 = 0.999, are of the averaged gradient",
    ),
  degenerated_to_sgd: z.boolean().default(true).describe('with rectify: make these first steps; false: rest'),
});

type Settings = z.output<typeof settings>;

/**
 * AdaBelief: Adam whose second moment is of how far gradients are from their own average, so that it goes far where they
 * are as expected. Rectified by default: then its first steps follow the averaged gradient itself, whatever its size.
 *
 * State: two numbers a parameter, three with amsgrad.
 */
export const adabelief = defineOptimizer({
  name: 'ADABELIEF',
  summary: 'Adam over the spread of gradients around their average',
  source:
    'Zhuang et al. 2020 (arXiv 2010.07468); juntang-zhuang/Adabelief-Optimizer adabelief_pytorch 0.2.1 at 2855178',
  equation: [
    'm ← β₁m + (1 - β₁)g',
    'v ← β₂v + (1 - β₂)(g - m)² + ε',
    'ρ = ρ∞ - 2tβ₂ᵗ/c₂,  ρ∞ = 2/(1 - β₂) - 1',
    'r = √((ρ - 4)(ρ - 2)ρ∞/((ρ∞ - 4)(ρ∞ - 2)ρ))',
    'if ρ > 5:  u = r(√c₂/c₁)·m/(√v + ε)',
    'else:      u = m/c₁          (degenerated_to_sgd=false: u = 0)',
    'θ ← θ - η(u + λθ)',
    'rectify=false: u = (m/c₁)/(√(v/c₂) + ε) always;  amsgrad: largest v so far',
    'weight_decouple=false: g ← g + λθ first;  fixed_decay: λθ in place of ηλθ',
  ],
  settings,
  acrossWidths: () => 'coordinates',
  memory: (parameters, settings) => (usesLargest(settings) ? 3 : 2) * countNumbers(parameters),
  create: (members) => decayedEitherWay(members, scaleByBelief(members)),
});

function usesLargest({ amsgrad, rectify }: Pick<Settings, 'amsgrad' | 'rectify'>): boolean {
  return amsgrad && !rectify;
}

function scaleByBelief(members: readonly Settings[]): Optimizer<Moments & { readonly largest: Params }> {
  const keepsLargest = usesLargest({
    amsgrad: common(members, 'amsgrad'),
    rectify: common(members, 'rectify'),
  });
  const coefficients = perMember(members, (settings, at) => ({
    ...momentWeights(settings.betas),
    spread: settings.eps,
    ...weightsOf(settings, at),
  }));
  return {
    elementwise: true,
    init: (params) => ({ ...noMoments(params), largest: keepsLargest ? zeros(params) : {} }),
    forget: forgetIn,
    update(gradients, state, _params, context) {
      const c = coefficients(context);
      const m = blend(state.m, c.keepM, gradients, c.takeM);
      const squares = mapTree((gradient, mean) => tf.square(tf.sub(gradient, mean!)), gradients, m);
      const v = mapTree((next) => tf.add(next, c.spread), blend(state.v, c.keepV, squares, c.takeV));
      const largest = mapTree((before, now) => tf.maximum(before, now!), state.largest, v);
      const numerators = mapTree((mean) => scale(mean, c.numerator), m);
      const updates = overRoot(numerators, keepsLargest ? largest : v, c.eps, c.root);
      return { updates, state: { m, v, largest } };
    },
  };
}

/** What the averages are multiplied by at an update: numerator · m / (root · √v + eps). */
function weightsOf(
  { betas: [beta1, beta2], eps, rectify, degenerated_to_sgd }: Settings,
  { step }: MemberStep,
): { numerator: number; root: number; eps: number } {
  const c1 = 1 - pow(beta1, step);
  const rootC2 = Math.sqrt(1 - pow(beta2, step));
  if (!rectify) return { numerator: 1 / c1, root: 1 / rootC2, eps };
  const factor = rectification(beta2, step);
  if (factor === undefined) return { numerator: degenerated_to_sgd ? 1 / c1 : 0, root: 0, eps: 1 };
  return { numerator: (factor * rootC2) / c1, root: 1, eps };
}
