import { z } from 'zod';
import { formatNumber, formatRate } from '../text/format.ts';
import { inWords, verdictOf } from './judging.ts';
import { lastValues, medianAt, seedsIn } from './points.ts';
import { defineStudy } from './study-entry.ts';

const count = z.int().positive();
const rates = z.array(z.number().positive()).min(1);

const settings = z
  .object({
    copies: count.default(8).describe('of the environment that the roll-out is gathered from'),
    steps: count.default(128).describe('of each copy'),
    minibatch: count.max(64).default(64).describe('samples of a minibatch'),
    passes: count.default(10).describe('over the roll-out'),
    width: count.default(64).describe('of the two hidden layers of the critic'),
    k: z.number().positive().lt(1).default(0.5).describe('share of the directions that SVEN solves for'),
    rate: z.number().positive().default(0.1).describe('learning rate of SVEN that is judged'),
    too_large: z.number().positive().default(1).describe('learning rate of SVEN that is meant to diverge'),
    adam_rates: rates.default([0.001, 0.003, 0.01, 0.03, 0.1]).describe('learning rates of ADAM'),
  })
  .refine(({ copies, steps, minibatch }) => (copies * steps) % minibatch === 0, {
    path: ['minibatch'],
    message: 'must divide copies × steps',
  });

const ofSven = (rate: number): string => `SVEN, lr ${formatRate(rate)}`;
const ofAdam = (rate: number): string => `ADAM, lr ${formatRate(rate)}`;

/** The error of a critic that always says the mean. */
const ofTheMean = 1;

/** A critic is fitted to the returns of one roll-out, by least squares that are solved for and by gradients. */
export const svenCritic = defineStudy({
  name: 'sven-critic',
  summary: 'the returns of one roll-out, fitted by SVEN and by ADAM at its best rate in equally many steps',
  source: 'sambt/sven at 71c92da, on the critic of ppo',
  onTensors: true,
  settings,
  expected: z.object({
    sven: z.number().describe('mean of squares with SVEN, in variances of the returns'),
    adam: z.number().describe('the same with ADAM at its best rate'),
  }),
  series: ({ rate, too_large, adam_rates }) => [ofSven(rate), ofSven(too_large), ...adam_rates.map(ofAdam)],
  async measure({ series, seed, settings, signal }) {
    const { rate, too_large, adam_rates, k, ...regression } = settings;
    const adam = adam_rates.find((each) => ofAdam(each) === series);
    const sven = series === ofSven(rate) ? rate : too_large;
    const optimizer = adam === undefined ? `SVEN(lr=${sven},k=${k})` : `ADAM(lr=${adam})`;
    // Loaded when it is meant: whoever lists studies needs no tensors.
    const { criticErrors } = await import('./critic-regression.ts');
    const errors = await criticErrors(regression, optimizer, seed, signal);
    return errors.map(({ minibatches, error }) => ({ x: minibatches, y: error }));
  },
  panels: ({ rate, too_large, adam_rates }) =>
    [
      { title: 'SVEN', series: [ofSven(rate), ofSven(too_large)] },
      { title: 'ADAM', series: adam_rates.map(ofAdam) },
    ].map((panel) => ({
      ...panel,
      x: { label: 'minibatches' },
      y: { label: 'mean of squares / variance of the returns', scale: 'log' as const },
      reference: ofTheMean,
    })),
  judge(points, { rate, too_large, adam_rates }, expected) {
    const end = Math.max(0, ...points.map(({ x }) => x));
    const best = adam_rates
      .map((each) => ({ rate: each, error: medianAt(points, ofAdam(each), end) }))
      .filter(({ error }) => Number.isFinite(error))
      .sort((one, other) => one.error - other.error)[0];
    const sven = medianAt(points, ofSven(rate), end);
    const steep = lastValues(points, ofSven(too_large));
    const lost = steep.filter((error) => !(error < ofTheMean)).length;
    const rivals = best ? lastValues(points, ofAdam(best.rate)) : [];
    const nearer = lastValues(points, ofSven(rate)).filter((error, index) => error < rivals[index]!).length;
    const verdict = verdictOf([
      best && Number.isFinite(sven) ? sven < best.error : undefined,
      steep.length > 0 ? lost * 2 > steep.length : undefined,
    ]);
    const two = (value: number) => formatNumber(Number(value.toPrecision(2)));
    const adam = best
      ? `${two(best.error)} with ADAM at the best of its rates, ${formatRate(best.rate)}`
      : 'no number with ADAM';
    return {
      verdict,
      sentences: [
        `After ${end} minibatches the critic's mean square is ${two(sven)} variances of the returns with SVEN at ${formatRate(rate)} and ${adam}, medians over ${seedsIn(points)} roll-outs.`,
        `SVEN is nearer than that on ${nearer} of ${steep.length} roll-outs, and at ${formatRate(too_large)} it ends no better than the mean of all returns on ${lost}, where more than half count as diverging; so ${inWords(verdict)}.`,
      ],
      beside: [
        {
          quantity: `mean square, SVEN at ${formatRate(rate)}`,
          published: two(expected.sven),
          here: two(sven),
        },
        {
          quantity: 'mean square, ADAM at its best rate',
          published: two(expected.adam),
          here: best ? two(best.error) : '-',
        },
      ],
    };
  },
});
