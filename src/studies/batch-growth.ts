import { z } from 'zod';
import { grownBatch, requestedBatch } from '../controllers/adadagrad.ts';
import { gradientSpread } from '../diagnostics/gradient-spread.ts';
import { giveWay } from '../give-way.ts';
import { formatNumber } from '../text/format.ts';
import { inWords, verdictOf } from './judging.ts';
import { logisticGradient, logisticLoss, logisticModel } from './logistic-stream.ts';
import { medianAt } from './points.ts';
import { defineStudy } from './study-entry.ts';

const count = z.int().positive();

const settings = z.object({
  samples: count.default(40_000).describe('that each training draws, none of them twice'),
  dimension: count.default(20).describe('inputs of a sample'),
  signal: z.number().positive().default(4.2).describe('length of the true weights'),
  rates: z
    .array(z.number().positive())
    .min(1)
    .default([1, 2, 4, 8])
    .describe('learning rates of ADAGRADNORM'),
  first_batch: count.default(8).describe('the batch that does not grow, and the one that growth begins with'),
  eta: z.number().positive().default(0.5).describe('of the norm test'),
  cap: count.default(512).describe('the largest batch'),
  judged: count.default(10_000).describe('further samples that the loss is measured on'),
});

type Settings = z.output<typeof settings>;

const growing = 'growing batches';
const sizes = 'batch by update';
const fixed = (batch: number) => `batches of ${batch}`;

/** Stochastic gradient descent with the step of ADAGRADNORM on one pass over the samples. */
async function trained(settings: Settings, seed: number, rate: number, series: string, signal: AbortSignal) {
  const { samples, dimension, first_batch, eta, cap } = settings;
  const model = logisticModel(seed, dimension, settings.signal, 'training');
  const weights = new Float64Array(dimension);
  const grows = series === growing || series === sizes;
  const batches: number[] = [];
  let batch = series === fixed(cap) ? cap : first_batch;
  let sum = 1e-2;
  for (let seen = 0; seen < samples; seen += batches.at(-1)!) {
    batches.push(Math.min(batch, samples - seen));
    const gradients = Array.from({ length: batches.at(-1)! }, () => logisticGradient(weights, model.draw()));
    const spread = gradientSpread(gradients);
    sum += spread.meanSquaredNorm;
    const step = rate / (Math.sqrt(sum) + 1e-10) / gradients.length;
    for (const gradient of gradients) for (let i = 0; i < dimension; i++) weights[i]! -= step * gradient[i]!;
    if (grows) batch = grownBatch(batch, requestedBatch(spread, 'norm', { eta, theta: eta, nu: eta }), cap);
    await giveWay(signal);
  }
  const judges = logisticModel(seed, dimension, settings.signal, 'judging');
  const loss = logisticLoss(
    weights,
    Array.from({ length: settings.judged }, () => judges.draw()),
  );
  return { batches, loss };
}

/** Whether batches that grow by the norm test save updates of the same samples without losing accuracy. */
export const batchGrowth = defineStudy({
  name: 'batch-growth',
  summary:
    'logistic regression with batches that grow by their own variance, beside fixed ones, on equally many samples',
  source: 'Lau, Liu & Kolar 2024 (arXiv 2402.11215), AdAdaGrad-Norm with the norm test',
  settings,
  expected: z.object({
    growing: z.object({ loss: z.number(), updates: count }).describe('with growing batches'),
    fixed: z.object({ loss: z.number(), updates: count }).describe('with the first batch throughout'),
    fewer: z.number().describe('times fewer updates that are an order of magnitude'),
    gap: z.number().describe('by how much the losses may differ at most to be the same'),
  }),
  series: ({ first_batch, cap }) => [growing, fixed(first_batch), fixed(cap), sizes],
  async measure({ series, seed, settings, signal }) {
    if (series === sizes) {
      const { batches } = await trained(settings, seed, Math.max(...settings.rates), series, signal);
      return batches.map((y, index) => ({ x: index + 1, y }));
    }
    const points: { x: number; y: number }[] = [];
    for (const x of settings.rates) {
      points.push({ x, y: (await trained(settings, seed, x, series, signal)).loss });
    }
    return points;
  },
  panels: ({ first_batch, cap }) => [
    {
      title: 'Loss after equally many samples',
      x: { label: 'learning rate', scale: 'log' },
      y: { label: 'loss on further samples' },
      series: [growing, fixed(first_batch), fixed(cap)],
    },
    {
      title: 'The growing batch',
      x: { label: 'update' },
      y: { label: 'samples', scale: 'log' },
      series: [sizes],
    },
  ],
  judge(points, { rates, first_batch, cap, samples }, expected) {
    const best = (series: string) => Math.min(...rates.map((rate) => medianAt(points, series, rate)));
    const ours = { growing: best(growing), fixed: best(fixed(first_batch)), large: best(fixed(cap)) };
    const steps = new Map<number, number>();
    for (const { series, seed, x } of points) {
      if (series === sizes) steps.set(seed, Math.max(steps.get(seed) ?? 0, x));
    }
    const updates = Math.max(0, ...steps.values());
    const most = Math.ceil(samples / first_batch);
    const largest = Math.max(...points.filter(({ series }) => series === sizes).map(({ y }) => y));
    const gap = Math.abs(ours.growing - ours.fixed);
    const known = Number.isFinite(gap) && updates > 0;
    const verdict = verdictOf(known ? [gap <= expected.gap, updates * expected.fewer <= most] : [undefined]);
    const three = (value: number) => formatNumber(Number(value.toPrecision(3)));
    return {
      verdict,
      sentences: [
        `On ${samples} samples batches that grow from ${first_batch} to at most ${cap} come to a loss of ${three(ours.growing)} in ${updates} updates at most, batches of ${first_batch} to ${three(ours.fixed)} in ${most}, and batches of ${cap} from the beginning to ${three(ours.large)}, each at its best rate.`,
        `That is ${three(most / updates)} times fewer updates for a loss that differs by ${three(gap)}, where ${three(expected.gap)} counts as the same, and the largest batch is ${largest}; so ${inWords(verdict)}.`,
      ],
      beside: [
        {
          quantity: 'updates with growing batches',
          published: `${expected.growing.updates}`,
          here: `${updates}`,
        },
        {
          quantity: `updates with batches of ${first_batch}`,
          published: `${expected.fixed.updates}`,
          here: `${most}`,
        },
        {
          quantity: 'loss with growing batches',
          published: three(expected.growing.loss),
          here: three(ours.growing),
        },
        {
          quantity: `loss with batches of ${first_batch}`,
          published: three(expected.fixed.loss),
          here: three(ours.fixed),
        },
      ],
    };
  },
});
