import { z } from 'zod';
import type { Call } from '../call-expression.ts';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { normSetting } from './norms/index.ts';
import { averageGradients } from './transforms/average-gradients.ts';
import { chain } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { steepestDirections } from './transforms/steepest-directions.ts';
import { addWeightDecay } from './transforms/weight-decay.ts';

/**
 * What Scion and its kin have in common. The norms are those of the README's recipe for MLPs. There the ball of the heads
 * is 1024 times as large as the others, which suits classifiers; a policy with such heads is certain of everything after
 * a few steps, and does not learn. By default it is 32 times, which lets values grow to the size of returns.
 */
export function scionSettings(scale: number, lr: ReturnType<typeof learningRate>) {
  const input = { name: 'Spectral', positional: [], settings: { max: true } };
  const head = { name: 'Sign', positional: [], settings: { scale: 32 * scale } };
  return z.object({
    lr,
    momentum: z
      .number()
      .gt(0)
      .max(1)
      .default(0.5)
      .describe(
        "what the moving average of gradients takes of each, 1 minus the usual momentum; 1: no average; default: the README's for short runs",
      ),
    input: normSetting('input', input, 'norm of the kernels of first layers'),
    hidden: normSetting('hidden', 'Spectral', 'norm of the kernels between'),
    head: normSetting('head', head, 'norm of the kernels of last layers'),
    vector: normSetting('vector', 'BiasRMS', 'norm of biases and other vectors'),
    scale: z
      .number()
      .min(0)
      .default(scale)
      .describe('radius of the ball of every norm that has no scale of its own'),
  });
}

export type ScionSettings = z.output<ReturnType<typeof scionSettings>>;

/** The steps of length `scale` down the averaged gradients, before the learning rate. */
export function scionDirections(members: readonly ScionSettings[]): Optimizer {
  const averages = members.map(({ momentum }) => ({ keep: 1 - momentum, take: momentum }));
  return chain(flatten(averageGradients(averages)), steepestDirections(members));
}

/** The memory of {@link scionDirections}. */
export function scionMemory(parameters: readonly NamedShape[], { momentum }: ScionSettings): number {
  return momentum < 1 ? countNumbers(parameters) : 0;
}

/**
 * Norms that measure in means over inputs let steps stretch what goes through a layer alike at every width; first layers
 * have as many inputs at every width.
 */
function acrossWidths({ input, hidden, head }: ScionSettings) {
  const inMeans = ({ settings }: Call) => settings.normalized === true && settings.transpose !== true;
  const fits = inMeans(hidden) && inMeans(head) && head.settings.max !== true;
  return fits && input.settings.transpose !== true ? 'norms' : undefined;
}

/** Of the equations of Scion and its kin: what D is. */
export const steepestLines = [
  "D is the steepest direction in the norm of the parameter's role:",
  '  Spectral   √(out/in)·NS(m), max=true √max(1, out/in)·NS(m)',
  '  Sign       sign(m)/in',
  '  ColNorm    √out·m/(‖m‖ + 1e-8·√out) of every input',
  '  RowNorm    m/(√in·‖m‖ + 1e-8) of every output',
  '  BiasRMS    m/(RMS(m) + 1e-8)',
  '  scale is that of the norm, where it has one',
];

const source = 'Pethick et al. 2025 (arXiv 2502.07529); LIONS-EPFL/scion scion.py at f58a393';

/**
 * Scion: steps of fixed length in a norm that is chosen by what a parameter is for, while all parameters shrink by the
 * learning rate, which keeps them within `scale` in that norm: p ← (1 - lr) p - lr · scale · direction.
 *
 * The reference would have weights initialised on the boundary of the balls; here they begin as the agent makes them. For
 * vectors it has the root mean square alone, and what makes convolutions is left out.
 *
 * State: one number a parameter, none with a momentum of 1.
 */
export const scion = defineOptimizer({
  name: 'SCION',
  summary: "steps of fixed length in each layer's own norm, weights kept within its ball",
  source,
  equation: ['m ← (1 - a)m + ag            (a = momentum)', 'θ ← (1 - η)θ - η·scale·D', ...steepestLines],
  settings: scionSettings(16, learningRate(1e-3, "the reference's, with the README's 2^-6 for lr · scale")),
  acrossWidths,
  memory: scionMemory,
  refuses: (change, wrapper) =>
    change === 'anything' || change === 'reverse' || change === 'place'
      ? `it keeps weights within their balls by whole steps, and what ${wrapper} makes of these would lead out of them; write ${wrapper}(USCION)`
      : undefined,
  create: (members) =>
    chain(
      scionDirections(members),
      flatten(chain(addWeightDecay(members.map(() => ({ weight_decay: 1 }))), scaleByLearningRate(members))),
    ),
});

/** Scion without the constraint: the same steps, and nothing shrinks. State: as SCION. */
export const uscion = defineOptimizer({
  name: 'USCION',
  summary: "steps of fixed length in each layer's own norm",
  source,
  equation: ['m ← (1 - a)m + ag            (a = momentum)', 'θ ← θ - η·scale·D', ...steepestLines],
  settings: scionSettings(1, learningRate(2 ** -6, "the README's for MLPs")),
  acrossWidths,
  memory: scionMemory,
  create: (members) => chain(scionDirections(members), flatten(scaleByLearningRate(members))),
});
