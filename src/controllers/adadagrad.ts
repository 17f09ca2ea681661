import { z } from 'zod';
import { finiteQuantity, type GradientSpread, type Measured } from '../diagnostics/index.ts';
import { type ControllerAnswer, defineController } from './controller.ts';

/** What is tested: whether the batch is large enough for its gradient to be near the true one. */
const tests = ['norm', 'inner_product', 'orthogonality', 'augmented'] as const;
export type BatchTest = (typeof tests)[number];

/** η, θ and ν: the smaller they are, the larger batches become. */
export interface BatchBounds {
  readonly eta: number;
  readonly theta: number;
  readonly nu: number;
}

const settings = z.object({
  test: z
    .enum(tests)
    .default('norm')
    .describe(
      'norm: of all deviations from the mean gradient; inner_product: of those along it; orthogonality: across it; augmented: the larger of these two',
    ),
  eta: z
    .number()
    .positive()
    .default(0.1)
    .describe('norm: bound of the deviation, as a share of the gradient'),
  theta: z.number().positive().default(0.1).describe('inner_product: the same'),
  nu: z.number().positive().default(0.1).describe('orthogonality: the same'),
  cap: z.int().min(1).default(512).describe('episodes or segments of an update, at most'),
});

/**
 * How large a batch its own gradients ask for. Infinite where the mean gradient is 0; NaN for one sample, whose variance
 * nobody knows.
 */
export function requestedBatch(
  spread: Omit<GradientSpread, 'samples'>,
  test: BatchTest,
  { eta, theta, nu }: BatchBounds,
): number {
  const { meanSquaredNorm: norm, variance, innerProductVariance, orthogonalVariance } = spread;
  if (Number.isNaN(variance)) return Number.NaN;
  if (norm === 0) return Number.POSITIVE_INFINITY;
  const innerProduct = innerProductVariance / (theta * norm) ** 2;
  const orthogonality = orthogonalVariance / (nu ** 2 * norm);
  switch (test) {
    case 'norm':
      return variance / (eta ** 2 * norm);
    case 'inner_product':
      return innerProduct;
    case 'orthogonality':
      return orthogonality;
    case 'augmented':
      return Math.max(innerProduct, orthogonality);
  }
}

/** The next batch: it never shrinks, and stays where nothing is asked for. */
export function grownBatch(batch: number, requested: number, cap: number): number {
  return Number.isNaN(requested) ? batch : Math.min(cap, Math.ceil(Math.max(batch, requested)));
}

/**
 * Adaptive batch sizes: the batch grows as soon as its own gradients differ by more than a share of their mean. What is
 * counted are episodes, or segments of a roll-out, one of each environment: steps of one depend on each other. The agent
 * gathers as many as are asked for, rounded up to whole ones of every environment.
 */
export const adadagrad = defineController({
  name: 'adadagrad',
  aliases: ['AdAdaGrad'],
  summary: 'gathers more episodes or segments for an update as soon as their gradients differ too much',
  source: 'Lau, Liu & Kolar 2024 (arXiv 2402.11215); timlautk/AdAdaGrad tests.py at cc126fb',
  settings,
  decides: ['samples'],
  brings: () => ['gradient_variance'],
  most: ({ cap }) => ({ samples: cap }),
  create(options) {
    const answer = (batch: number | null, requested?: number): ControllerAnswer<number | null> => ({
      state: batch,
      ...(batch !== null && { decision: { samples: batch } }),
      ...(requested !== undefined && Number.isFinite(requested) && { report: { requested } }),
    });
    return {
      init: () => answer(null),
      observe(measured, before: number | null) {
        const samples = finiteQuantity(measured, 'gradient_variance.samples');
        const spread = spreadOf(measured);
        if (samples === undefined || spread === undefined) return answer(before);
        const requested = requestedBatch(spread, options.test, options);
        return answer(grownBatch(before ?? samples, requested, options.cap), requested);
      },
    };
  },
});

/** undefined where the update has not measured it. */
function spreadOf(measured: Measured): Omit<GradientSpread, 'samples'> | undefined {
  const [norm, variance, along, across] = [
    ...['mean_squared_norm', 'variance', 'inner_product_variance', 'orthogonal_variance'],
  ].map((quantity) => finiteQuantity(measured, `gradient_variance.${quantity}`));
  if (norm === undefined || variance === undefined || along === undefined || across === undefined) {
    return undefined;
  }
  return {
    meanSquaredNorm: norm,
    variance,
    innerProductVariance: along,
    orthogonalVariance: across,
  };
}
