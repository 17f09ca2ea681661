import { z } from 'zod';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import { replaceMembers } from '../tensors/replace-members.ts';
import * as tf from '../tensors/tf.ts';
import type { TensorTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params, type StepContext } from './entry/optimizer.ts';
import { parameterRoles, shapesOf } from './layout/parameter-roles.ts';
import { normalNumbers } from './members/normal-numbers.ts';
import { common, membersWhere, perMember } from './members/per-member.ts';
import { averageGradients } from './transforms/average-gradients.ts';
import { chain, stateless } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { updatesAt } from './transforms/kron-cadence.ts';
import {
  dimensionsOf,
  type FactorShapes,
  type Factors,
  factorShapes,
  multiply,
  nextFactors,
} from './transforms/kron-factors.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { mapNames } from './transforms/map-names.ts';
import { onKernels } from './transforms/on-kernels.ts';
import type { SidesByName } from './transforms/sides.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(3e-4, "the reference's README: about a third of Adam's"),
  b1: z.number().min(0).lt(1).default(0.9).describe('what the moving average of gradients keeps of its past'),
  weight_decay: weightDecay(0, "decoupled, of kernels; the reference advises three to ten times Adam's"),
  preconditioner_update_probability: z
    .number()
    .positive()
    .max(1)
    .nullable()
    .default(null)
    .describe(
      'share of the steps that update the preconditioner, at even distances; none: all of the first 500, then fewer and fewer, down to 3 %',
    ),
  max_size_triangular: z
    .int()
    .min(0)
    .default(8192)
    .describe('a longer side of a tensor has a diagonal factor; default: the reference'),
  min_ndim_triangular: z
    .int()
    .min(0)
    .default(2)
    .describe('tensors of fewer dimensions have a diagonal factor: biases are of 1, kernels of 2'),
  memory_save_mode: z
    .enum(['one_diag', 'smart_one_diag', 'all_diag'])
    .nullable()
    .default(null)
    .describe(
      'further diagonal factors: of the longest side of each tensor, of the longest where it is longer than the other, of all',
    ),
  momentum_into_precond_update: z
    .boolean()
    .default(true)
    .describe('fit the preconditioner to averaged gradients; false: to gradients as they are'),
  precond_lr: z
    .number()
    .min(0)
    .default(0.1)
    .describe('step of the preconditioner, as a share of the largest stable one; default: the reference'),
  precond_init_scale: z
    .number()
    .positive()
    .default(1)
    .describe('what the preconditioner begins with, times the identity'),
});

type Settings = z.output<typeof settings>;

/**
 * PSGD with a Kronecker-factored preconditioner: averaged gradients multiplied by QᵀQ of every dimension, where the Q are
 * triangular and follow the gradients, so that what comes out is white. Their root mean square is held to at most 1.1.
 *
 * How often the preconditioner is updated is not drawn but even. Every update needs normal numbers, of each member's own
 * stream. What the reference does by chance, bringing the factors of a kernel to one scale, is done at every update: it changes
 * nothing but what overflows. As there, an update with averaged gradients leaves a little of its noise in the step too.
 *
 * State: a number a parameter, and n² for every side of a kernel of length n; n for every bias.
 */
export const kron = defineOptimizer({
  name: 'KRON',
  summary: 'momentum whitened by a preconditioner of triangular factors (PSGD)',
  source:
    'Li 2018 (arXiv 1512.04202), 2024 (arXiv 2402.11858); evanatyourservice/kron_torch kron.py at 884427c',
  equation: [
    'm ← b1·m + (1 - b1)g,  x = m/(1 - b1ᵗ)',
    'where the preconditioner is updated, V a matrix of normal numbers:',
    '  x ← x + √(2⁻²³)·mean|x|·V',
    '  A = LxRᵀ,  B = L⁻ᵀVR⁻¹',
    '  L ← L - a·triu(AAᵀ - BBᵀ)L/ℓ(AAᵀ + BBᵀ)     (from a multiple of I)',
    '  R ← R - a·triu(AᵀA - BᵀB)R/ℓ(AᵀA + BᵀB)     (a = precond_lr)',
    'u = LᵀL x RᵀR',
    'u ← u·min(1, 1.1/(RMS(u) + 1e-12))',
    'θ ← θ - η(u + λθ)            (vectors: without λθ)',
    'L, R: upper triangular; diagonal for vectors and where settings say so',
    'triu: upper triangle, of a diagonal factor the diagonal;  ℓ: a lower bound',
    '  of the largest eigenvalue, of a diagonal factor the largest entry',
    'updated when 1/p steps have gone by since the last update, where',
    '  p = preconditioner_update_probability, or exp(-0.001(t - 501)) in 0.03 … 1',
    'momentum_into_precond_update=false: A of g with the same noise, x as it is',
  ],
  settings,
  memory: (parameters, settings) =>
    (settings.b1 > 0 ? countNumbers(parameters) : 0) + sizeOfFactors(parameters, settings),
  create: (members) => kronRule(members),
});

function sizeOfFactors(parameters: readonly NamedShape[], settings: Settings): number {
  const factors = Object.values(shapesByName(parameters, settings));
  return factors.flatMap((sides) => Object.values(sides)).reduce((sum, [m, n]) => sum + m * n, 0);
}

function shapesByName(parameters: readonly NamedShape[], settings: FactorShapes) {
  const roles = parameterRoles(parameters);
  return Object.fromEntries(
    parameters.map(({ name, shape }) => [
      name,
      factorShapes(shape, dimensionsOf(roles[name]!, shape), settings),
    ]),
  );
}

/** Standard normal numbers in the shape of the parameters, those of a step. */
export type Probes = (params: Params, context: StepContext) => Params;

/** @param probes what factors are compared by, drawn from each member's own stream by default. */
export function kronRule(
  members: readonly Settings[],
  probes: Probes = (params, context) =>
    mapNames(params, (param, name) => normalNumbers(context, param, name)),
): Optimizer<readonly TensorTree[]> {
  return chain(
    precondition(members, probes),
    limitSize,
    onKernels(addWeightDecay(members)),
    scaleByLearningRate(members),
  );
}

type State = {
  readonly average: TensorTree;
  readonly factors: SidesByName;
};

function precondition(members: readonly Settings[], probes: Probes): Optimizer<State> {
  const average: Optimizer = flatten(
    averageGradients(members.map(({ b1 }) => ({ keep: b1, take: 1 - b1, correct: true }))),
  );
  const shapes: FactorShapes = {
    max_size_triangular: common(members, 'max_size_triangular'),
    min_ndim_triangular: common(members, 'min_ndim_triangular'),
    memory_save_mode: common(members, 'memory_save_mode'),
  };
  const ofMomentum = common(members, 'momentum_into_precond_update');
  const scales = perMember(members, ({ precond_init_scale }) => ({
    vector: precond_init_scale,
    kernel: Math.sqrt(precond_init_scale),
  }));
  const coefficients = perMember(members, ({ precond_lr }) => ({ rate: precond_lr }));
  const due = membersWhere(members, ({ preconditioner_update_probability }, { step }) =>
    updatesAt(preconditioner_update_probability, step),
  );
  return {
    elementwise: false,
    init(params) {
      const { vector, kernel } = scales({ step: 1 });
      const count = Object.values(params)[0]!.shape[0]!;
      const factors = mapNames(shapesByName(shapesOf(params), shapes), (sides) => {
        const scale = Object.keys(sides).length === 1 ? vector : kernel;
        return mapNames(sides, ([m, n]) => {
          const identity = m === n ? tf.eye(n) : tf.ones([m, n]);
          return tf.mul(tf.tile(tf.expandDims(identity, 0), [count, 1, 1]), scale);
        });
      });
      return { average: average.init(params), factors };
    },
    update(gradients, state, params, context) {
      const { updates: averaged, state: next } = average.update(gradients, state.average, params, context);
      const updating = due(context, Object.values(gradients)[0]!.shape[0]!);
      const { rate } = coefficients(context);
      const before = { averaged, factors: state.factors };
      const drawn = updating.some(Boolean) ? probes(params, context) : {};
      const { averaged: momentum, factors } = replaceMembers(updating, before, (pick) => {
        const own = pick({ ...before, drawn, gradients, ...(typeof rate !== 'number' && { rate }) });
        const noisy = mapNames(ofMomentum ? own.averaged : own.gradients, (x, name) =>
          withNoise(x, own.drawn[name]!),
        );
        return {
          averaged: ofMomentum ? noisy : own.averaged,
          factors: mapNames(own.factors, (sides, name) =>
            nextFactors(sides as Factors, noisy[name]!, own.drawn[name]!, own.rate ?? rate),
          ),
        };
      });
      const updates = mapNames(momentum, (x, name) =>
        multiply(multiply(x, factors[name]!), factors[name]!, true),
      );
      return { updates, state: { average: next, factors } };
    },
  };
}

/** A little noise, of the precision of single precision, that keeps what is without rank from vanishing. */
function withNoise(x: tf.Tensor, noise: tf.Tensor): tf.Tensor {
  const size = tf.mul(tf.mean(tf.abs(x), [1, 2], true), Math.sqrt(2 ** -23));
  return tf.add(x, tf.mul(noise, size));
}

/** The largest root mean square of a tensor's step, at a learning rate of 1. */
const largestSize = 1.1;

const limitSize = stateless(
  (updates) =>
    mapNames(updates, (update) => {
      const size = tf.sqrt(tf.mean(tf.square(update), [1, 2], true));
      return tf.mul(update, tf.minimum(tf.div(largestSize, tf.add(size, 1e-12)), 1));
    }),
  { elementwise: false },
);
