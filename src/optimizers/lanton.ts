import { z } from 'zod';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { scionDirections, scionMemory, scionSettings, steepestLines } from './scion.ts';
import { adaptToNoise } from './transforms/adapt-to-noise.ts';
import { chain } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';

const settings = z.object({
  ...scionSettings(1, learningRate(2 ** -6, 'that of USCION')).shape,
  noise_beta: z
    .number()
    .min(0)
    .lt(1)
    .default(0.9)
    .describe('what the moving average of squared noise keeps of its past; default: ours'),
  alpha: z
    .number()
    .positive()
    .default(0.1)
    .describe('noise from which on steps get shorter, in the dual norm of the gradient; default: ours'),
});

/**
 * A reconstruction of LANTON: USCION whose learning rates go by how noisy each tensor's gradient is, beside the quietest
 * that the same norm measures. The noise is told from two gradients that follow each other, the first of the paper's two
 * options.
 *
 * Made from a description of the method; the form of the rule and its constants could not be checked against the paper
 * or code of its authors.
 *
 * State: two numbers a parameter, one a tensor.
 */
export const lanton = defineOptimizer({
  name: 'LANTON',
  summary: 'USCION slowed down in noisy tensors; a reconstruction, with unverified constants',
  source: 'Hao et al. 2025 (arXiv 2510.14009), reconstructed from descriptions; unverified constants',
  equation: [
    'm ← (1 - a)m + ag            (a = momentum)',
    'H ← bH + (1 - b)‖g - g′‖∗²   (b = noise_beta; H = 0 at t = 1)',
    'A = alpha/√(alpha² + H)',
    'θ ← θ - η·√(A/max A)·scale·D',
    '‖x‖∗: dual of the norm by which D is steepest; max A is that of the tensors',
    '  which the same norm measures',
    ...steepestLines,
  ],
  settings,
  memory: (parameters, settings) =>
    countNumbers(parameters) + parameters.length + scionMemory(parameters, settings),
  create: (members) =>
    chain(adaptToNoise(members, scionDirections(members)), flatten(scaleByLearningRate(members))),
});
