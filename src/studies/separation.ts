import { z } from 'zod';
import { formatNumber } from '../text/format.ts';
import { listed } from '../text/listed.ts';
import { inWords, verdictOf } from './judging.ts';
import {
  type Iterates,
  logisticDescent,
  type PerceptronVariant,
  perceptron,
  stepsToSeparate,
  worstCase,
} from './linear-separation.ts';
import { medianAt } from './points.ts';
import { defineStudy } from './study-entry.ts';

const rates = z.array(z.number().positive()).min(1);
const count = z.int().positive();

const [plain, normalized] = ['gradient descent', 'normalised gradient descent'];
const perceptrons: Readonly<Record<string, PerceptronVariant>> = {
  'batch perceptron': 'batch',
  'normalised perceptron': 'normalized',
  'single perceptron': 'single',
};

/** How many steps gradient descent on the logistic loss takes to separate a worst case, beside perceptrons. */
export const separation = defineStudy({
  name: 'separation',
  summary: 'steps that logistic regression and perceptrons take to separate a worst case',
  source: 'Tyurin 2024, "From Logistic Regression to the Perceptron Algorithm", table 1',
  settings: z.object({
    n: z.int().min(2).default(1000).describe('points, all but one of them in the same place'),
    rates: rates.default([1, 10, 100]).describe('learning rates of gradient descent'),
    normalized_rates: rates
      .default([0.1, 1, 10, 100])
      .describe('those of gradient descent whose steps are divided by the mean weight'),
    most_steps: count.default(20_000).describe('after which a way counts as not separating'),
  }),
  expected: z.object({
    plain: z.array(count).describe('steps of gradient descent, rate by rate'),
    normalized: z.array(count).describe('steps of normalised gradient descent, rate by rate'),
    batch_perceptron: count.describe('steps of the batch perceptron'),
  }),
  drawsNothing: true,
  series: () => [plain, normalized, ...Object.keys(perceptrons)],
  measure({ series, settings }) {
    const { n, most_steps, normalized_rates } = settings;
    const data = worstCase(n);
    const steps = (iterates: Iterates) => stepsToSeparate(data, iterates, most_steps) ?? Number.NaN;
    const variant = perceptrons[series];
    if (variant !== undefined) {
      // A perceptron has no rate: a line from the least to the largest.
      const all = [...settings.rates, ...normalized_rates];
      const y = steps(perceptron(data, variant));
      return [...new Set([Math.min(...all), Math.max(...all)])].map((x) => ({ x, y }));
    }
    const own = series === plain ? settings.rates : normalized_rates;
    return own.map((x) => ({ x, y: steps(logisticDescent(data, x, series === normalized)) }));
  },
  panels: () => [
    {
      title: 'Steps to separate the worst case',
      x: { label: 'learning rate γ (perceptrons have none)', scale: 'log' },
      y: { label: 'steps', scale: 'log' },
      dots: true,
    },
  ],
  judge(points, { n, rates: plainRates, normalized_rates }, expected) {
    const largest = Math.max(...plainRates, ...normalized_rates);
    const counts = (series: string, at: readonly number[]) => at.map((x) => medianAt(points, series, x));
    const found = {
      plain: counts(plain, plainRates),
      normalized: counts(normalized, normalized_rates),
      batch: counts('batch perceptron', [largest]),
    };
    const same = (ours: readonly number[], theirs: readonly number[]) =>
      ours.length === theirs.length && ours.every((count, index) => count === theirs[index]);
    const verdict = verdictOf([
      same(found.plain, expected.plain),
      same(found.normalized, expected.normalized),
      same(found.batch, [expected.batch_perceptron]),
    ]);
    const words = (values: readonly number[]) => listed(values.map(formatNumber));
    return {
      verdict,
      sentences: [
        `On ${n} points normalised gradient descent takes ${words(found.normalized)} steps to separate them at the rates ${words(normalized_rates)}, gradient descent ${words(found.plain)} at ${words(plainRates)}, and the batch perceptron, its limit, ${words(found.batch)}.`,
        `Normalised steps get down to ${formatNumber(Math.min(...found.normalized))} and others do not get below ${formatNumber(Math.min(...found.plain, ...found.batch))} however large the rate, so ${inWords(verdict)}.`,
      ],
      beside: [
        {
          quantity: 'steps of normalised gradient descent',
          published: words(expected.normalized),
          here: words(found.normalized),
        },
        {
          quantity: 'steps of gradient descent',
          published: words(expected.plain),
          here: words(found.plain),
        },
        {
          quantity: 'steps of the batch perceptron',
          published: formatNumber(expected.batch_perceptron),
          here: words(found.batch),
        },
      ],
    };
  },
});
