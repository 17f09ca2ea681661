import { z } from 'zod';
import { RandomStream } from '../random.ts';
import { formatNumber } from '../text/format.ts';
import { listed } from '../text/listed.ts';
import { inWords, isNear, verdictOf } from './judging.ts';
import { LeastSquares, meanSquaredError, predictions, randomFeatures } from './least-squares.ts';
import { medianAt } from './points.ts';
import { defineStudy } from './study-entry.ts';

const count = z.int().positive();
const errors = z.array(z.number().positive()).length(3);

const [pseudoInverse, descent] = ['pseudo-inverse', 'gradient descent'];

/** How many times the error at the interpolation threshold exceeds those beside it to be called a peak. */
const peak = 5;

/** The test error of random features over their number, fitted in full and by a few steps of gradient descent. */
export const doubleDescent = defineStudy({
  name: 'double-descent',
  summary:
    'test error of random features over their number: with a peak where they just interpolate, or without',
  source:
    'Belkin et al. 2019, "Reconciling modern machine-learning practice and the classical bias-variance trade-off"; closed forms as in mpezeshki/Epoch_wise_Double_Descent (git d5c7f046)',
  settings: z.object({
    n: count.default(40).describe('samples'),
    inputs: count.default(15).describe('numbers of a sample, all normal'),
    noise: z.number().min(0).default(0.5).describe('standard deviation of the noise of the training targets'),
    widths: z.array(count).min(1).default([10, 40, 240]).describe('random features relu(XW)/√m'),
    steps: count.default(30).describe('of gradient descent at 1 / the largest eigenvalue'),
    unseen: count.default(1000).describe('samples of the test error, whose targets have no noise'),
  }),
  expected: z.object({
    widths: z.array(count).length(3).describe('few features, as many as samples, many'),
    pseudo_inverse: errors.describe('median test errors of the pseudo-inverse at these widths'),
    gradient_descent: errors.describe('of gradient descent'),
    tolerance: z.number().positive().describe('share by which ours may differ, away from the threshold'),
    peak_factor: z
      .number()
      .min(1)
      .describe('by how much ours may differ at the threshold, where errors scatter'),
  }),
  series: () => [pseudoInverse, descent],
  measure({ series, seed, settings: { n, inputs, noise, widths, steps, unseen } }) {
    const normals = (purpose: string, rows: number, columns: number, scale = 1): number[][] => {
      const stream = RandomStream.of(seed, 'double descent', purpose);
      return Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => scale * stream.normal()),
      );
    };
    const [teacher] = normals('teacher', 1, inputs, 1 / Math.sqrt(inputs)) as [number[]];
    const [seen, others] = [normals('samples', n, inputs), normals('unseen', unseen, inputs)];
    const [off] = normals('noise', 1, n, noise) as [number[]];
    const targets = predictions(seen, teacher).map((target, index) => target + off[index]!);
    const truths = predictions(others, teacher);
    // Wider networks begin with the features of narrower ones.
    const all = normals('features', Math.max(...widths), inputs);
    return widths.map((x) => {
      const w = seen[0]!.map((_, row) => all.slice(0, x).map((feature) => feature[row]!));
      const problem = new LeastSquares(randomFeatures(seen, w), targets);
      const fitted =
        series === pseudoInverse
          ? problem.pseudoInverse()
          : problem.afterSteps(1 / problem.singularValues[0]! ** 2, steps);
      return { x, y: meanSquaredError(predictions(randomFeatures(others, w), fitted), truths) };
    });
  },
  panels: () => [
    {
      title: 'Test error over the number of features',
      x: { label: 'features', scale: 'log' },
      y: { label: 'test error', scale: 'log' },
      dots: true,
    },
  ],
  judge(points, { n, steps }, expected) {
    const found = (series: string) => expected.widths.map((width) => medianAt(points, series, width));
    const [full, early] = [found(pseudoInverse), found(descent)];
    const isPeak = ([few, threshold, many]: readonly number[]) => threshold! > peak * Math.max(few!, many!);
    const within = (ours: readonly number[], theirs: readonly number[]) =>
      ours.every((value, index) => isNear(value, theirs[index]!, expected.tolerance));
    const outer = ([few, , many]: readonly number[]) => [few!, many!];
    const factor = full[1]! / expected.pseudo_inverse[1]!;
    const known = [...full, ...early].every(Number.isFinite);
    const verdict = verdictOf(
      known
        ? [
            isPeak(full),
            early[0]! > early[1]! && early[1]! > early[2]!,
            within(outer(full), outer(expected.pseudo_inverse)),
            within(early, expected.gradient_descent),
            Math.max(factor, 1 / factor) <= expected.peak_factor,
          ]
        : [undefined],
    );
    const words = (values: readonly number[]) => listed(values.map(formatNumber));
    const at = words(expected.widths);
    return {
      verdict,
      sentences: [
        `With ${at} features and ${n} samples the median test error of the pseudo-inverse is ${words(full)}, after ${steps} steps of gradient descent ${words(early)}.`,
        `Where features just interpolate the error is ${formatNumber(full[1]! / Math.max(full[0]!, full[2]!))} times the larger of its neighbours' in full and ${formatNumber(early[1]! / Math.max(early[0]!, early[2]!))} times with early stopping, so ${inWords(verdict)}.`,
      ],
      beside: [
        {
          quantity: `pseudo-inverse, ${at} features`,
          published: words(expected.pseudo_inverse),
          here: words(full),
        },
        {
          quantity: `gradient descent, ${at} features`,
          published: words(expected.gradient_descent),
          here: words(early),
        },
      ],
    };
  },
});
