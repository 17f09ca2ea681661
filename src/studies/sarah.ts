import { z } from 'zod';
import { median } from '../stats/index.ts';
import { formatNumber, formatRate } from '../text/format.ts';
import { listed } from '../text/listed.ts';
import { cannotBeSaid, inWords, verdictOf } from './judging.ts';
import { defineStudy, type StudyPoint } from './study-entry.ts';

const count = z.int().positive();

const settings = z
  .object({
    copies: count.default(8).describe('of the environment that the roll-out is gathered from'),
    steps: count.default(144).describe('of each copy'),
    width: count.default(64).describe('of the two hidden layers of actor and critic'),
    minibatch: count.default(64).describe('samples of a minibatch of SARAH'),
    passes: count.default(4).describe('of SARAH over the roll-out'),
    plain_minibatch: count.default(144).describe('samples of a minibatch by itself'),
    rates: z.array(z.number().positive()).min(1).default([0.03, 0.1, 0.3]).describe('learning rates of both'),
  })
  .refine(
    ({ copies, steps, minibatch, plain_minibatch }) =>
      (copies * steps) % minibatch === 0 && (copies * steps) % plain_minibatch === 0,
    { path: ['minibatch'], message: 'must divide copies × steps, as plain_minibatch must' },
  )
  .refine(
    ({ copies, steps, minibatch, passes, plain_minibatch }) =>
      ((copies * steps) / minibatch) * passes * plain_minibatch >=
      costOfSarah({ samples: copies * steps, minibatch, passes }),
    {
      path: ['plain_minibatch'],
      message: 'must be so large that its steps cost no less than those of SARAH',
    },
  );

/** Gradients of samples: of all of them at the beginning, then two of each sample of a minibatch. */
function costOfSarah({
  samples,
  minibatch,
  passes,
}: Record<'samples' | 'minibatch' | 'passes', number>): number {
  return samples + 2 * (samples * passes - minibatch);
}

const ofSarah = (rate: number): string => `SARAH, lr ${formatRate(rate)}`;
const ofPlain = (rate: number): string => `minibatches, lr ${formatRate(rate)}`;

/** Whether an estimate that is carried on is nearer to the gradient on the whole roll-out than a minibatch that costs as much. */
export const sarahStudy = defineStudy({
  name: 'sarah',
  summary:
    "how far SARAH's steps are from those by the gradient on the whole roll-out, beside minibatches of equal cost",
  source: "Nguyen et al. 2017 (arXiv 1703.00102), on ppo's loss",
  onTensors: true,
  settings,
  expected: z.object({}),
  series: ({ rates }) => rates.flatMap((rate) => [ofSarah(rate), ofPlain(rate)]),
  async measure({ series, seed, settings, signal }) {
    const { rates, minibatch, plain_minibatch, passes, ...size } = settings;
    const rate = rates.find((each) => series.endsWith(` ${formatRate(each)}`))!;
    const isSarah = series === ofSarah(rate);
    // Loaded when it is meant: whoever lists studies needs no tensors.
    const { gradientDistances } = await import('./gradient-distance.ts');
    const distances = await gradientDistances(
      { ...size, minibatch: isSarah ? minibatch : plain_minibatch },
      {
        optimizer: isSarah ? `SARAH(SGD(lr=${rate}))` : `SGD(lr=${rate})`,
        rate,
        // As many steps as SARAH makes, or a few more, which are left out.
        passes: isSarah ? passes : Math.ceil((passes * plain_minibatch) / minibatch),
      },
      seed,
      signal,
    );
    const steps = (size.copies * size.steps * passes) / minibatch;
    return distances.slice(0, steps).map((y, index) => ({ x: index + 1, y }));
  },
  panels: ({ rates }) =>
    rates.map((rate) => ({
      title: `Learning rate ${formatRate(rate)}`,
      x: { label: 'steps on the roll-out' },
      y: { label: '‖v − G‖²/‖G‖²', scale: 'log' },
      series: [ofSarah(rate), ofPlain(rate)],
    })),
  judge(points, { rates }) {
    const middles = rates.map((rate) => ({
      rate,
      sarah: middleOf(points, ofSarah(rate)),
      plain: middleOf(points, ofPlain(rate)),
    }));
    if (middles.some(({ sarah, plain }) => sarah === undefined || plain === undefined))
      return cannotBeSaid('Not everything was measured.');
    const nearer = middles.filter(({ sarah, plain }) => sarah! < plain!);
    const verdict = verdictOf(middles.map(({ sarah, plain }) => sarah! < plain!));
    const words = (which: 'sarah' | 'plain'): string =>
      listed(middles.map((own) => formatNumber(own[which]!)));
    return {
      verdict,
      sentences: [
        `At the rates ${listed(rates.map(formatRate))} the median over steps and seeds of ‖v − G‖²/‖G‖² is ${words('sarah')} with SARAH and ${words('plain')} with minibatches that cost as much.`,
        `SARAH is nearer at ${nearer.length} of ${rates.length} rates, so ${inWords(verdict)}.`,
      ],
      beside: [],
    };
  },
});

/** Of all steps but the first, which is SARAH's by the whole gradient. What is no number counts as infinitely far. */
function middleOf(points: readonly StudyPoint[], series: string): number | undefined {
  const own = points.filter((point) => point.series === series && point.x > 1);
  return median(own.map(({ y }) => (Number.isNaN(y) ? Number.POSITIVE_INFINITY : y)));
}
