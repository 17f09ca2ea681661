import { z } from 'zod';
import { giveWay } from '../give-way.ts';
import { RandomStream } from '../random.ts';
import { formatNumber } from '../text/format.ts';
import { listed } from '../text/listed.ts';
import { inWords, verdictOf } from './judging.ts';
import { logisticGradient, logisticLoss, logisticModel } from './logistic-stream.ts';
import { medianAt, seedsIn } from './points.ts';
import { privateSarah } from './private-sarah.ts';
import { defineStudy } from './study-entry.ts';

const count = z.int().positive();
const positive = z.number().positive();

const settings = z.object({
  samples: count.default(300).describe('that are learned from'),
  dimension: count.default(10).describe('inputs of the model'),
  signal: positive.default(2).describe('length of the true weights'),
  steps: count.default(60).describe('each of all samples'),
  restart: count.default(10).describe('steps of DIFF2 from one whole gradient to the next'),
  c1: positive.default(1).describe('no gradient of a sample counts as longer'),
  c2: positive
    .default(1)
    .describe('no change of a gradient counts as longer, as a multiple of the step that it came with'),
  noises: z
    .array(positive)
    .min(1)
    .default([1, 4])
    .describe('z, standard deviations of the noise in the largest change that one sample can make'),
  rates: z.array(positive).min(1).default([0.1, 0.3, 1, 3]).describe('learning rates'),
});
type Settings = z.output<typeof settings>;

const differences = (noise: number): string => `DIFF2, z ${formatNumber(noise)}`;
const gradients = (noise: number): string => `noisy gradients, z ${formatNumber(noise)}`;

/** Whether changes of gradients need less noise than gradients to hide a sample as well. */
export const privateGradients = defineStudy({
  name: 'private-gradients',
  summary: 'logistic regression by SARAH with clipped and noisy changes of gradients, and by noisy gradients',
  source: 'Murata & Suzuki 2023 (arXiv 2302.03884)',
  settings,
  expected: z.object({}),
  series: ({ noises }) => noises.flatMap((noise) => [differences(noise), gradients(noise)]),
  async measure({ series, seed, settings, signal }) {
    const { noises, rates, restart } = settings;
    const noise = noises.find((each) => [differences(each), gradients(each)].includes(series))!;
    const points: { x: number; y: number }[] = [];
    for (const x of rates) {
      await giveWay(signal);
      const every = series === gradients(noise) ? 1 : restart;
      points.push({ x, y: lossAtTheEnd(settings, seed, { lr: x, restart: every, z: noise }) });
    }
    return points;
  },
  panels: ({ noises }) =>
    noises.map((noise) => ({
      title: `Noise ${formatNumber(noise)}`,
      x: { label: 'learning rate', scale: 'log' },
      y: { label: 'loss after equally many steps' },
      series: [differences(noise), gradients(noise)],
    })),
  judge(points, { noises, rates, steps }) {
    const best = (series: string): number =>
      Math.min(...rates.map((rate) => medianAt(points, series, rate)).filter(Number.isFinite));
    const found = noises.map((noise) => ({ own: best(differences(noise)), plain: best(gradients(noise)) }));
    const verdict = verdictOf(
      found.map(({ own, plain }) =>
        Number.isFinite(own) && Number.isFinite(plain) ? own < plain : undefined,
      ),
    );
    const words = (key: 'own' | 'plain'): string =>
      listed(found.map((each) => formatNumber(Number(each[key].toPrecision(4)))));
    return {
      verdict,
      sentences: [
        `With noise of z = ${listed(noises.map(formatNumber))} the loss after ${steps} steps is ${words('own')} by DIFF2 and ${words('plain')} by noisy gradients, each at its best rate, medians over ${seedsIn(points)} seeds.`,
        `DIFF2 is the better one at ${found.filter(({ own, plain }) => own < plain).length} of ${noises.length} of them, so ${inWords(verdict)}.`,
      ],
      beside: [],
    };
  },
});

/** Of the samples that were learned from. One seed has the same samples, and the same noise but for its size, in all series. */
function lossAtTheEnd(
  { samples, dimension, signal, steps, c1, c2 }: Settings,
  seed: number,
  rule: { readonly lr: number; readonly restart: number; readonly z: number },
): number {
  const model = logisticModel(seed, dimension, signal, 'private gradients');
  const data = Array.from({ length: samples }, () => model.draw());
  const stream = RandomStream.of(seed, 'private gradients');
  const way = privateSarah(
    { samples, gradient: (sample, x) => logisticGradient(x, data[sample]!) },
    new Float64Array(dimension),
    { ...rule, c1, c2 },
    () => Float64Array.from({ length: dimension }, () => stream.normal()),
  );
  for (let step = 1; step < steps; step++) way.next();
  return logisticLoss(way.next().value.x, data);
}
