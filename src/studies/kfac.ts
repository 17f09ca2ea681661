import { z } from 'zod';
import { median } from '../stats/index.ts';
import { formatCount, formatNumber, formatRate } from '../text/format.ts';
import { cannotBeSaid, inWords, verdictOf } from './judging.ts';
import { reachedAt } from './points.ts';
import { defineStudy, type StudyPoint } from './study-entry.ts';

const ofKfac = 'KFAC';
const divergence = 'divergence of a step';
const shortening = 'ν of the policy';
const ofSgd = (rate: number): string => `SGD, lr ${formatRate(rate)}`;

/** Whether K-FAC's bound of a step is what the step comes to, and what it buys. */
export const kfacStudy = defineStudy({
  name: 'kfac',
  summary:
    'how far a step of KFAC moves the policy beside its bound, and its updates to the threshold beside SGD',
  source: 'Wu et al. 2017 (arXiv 1708.05144)',
  settings: z.object({
    rates: z.array(z.number().positive()).min(1).default([0.01, 0.03, 0.1]).describe('those of SGD'),
    solved: z.number().default(475).describe('mean return of an evaluation from which the task is solved'),
  }),
  expected: z.object({
    kl: z.number().positive().describe('the bound of a step'),
    factor: z.number().min(1).default(2).describe('how many times as far or as short a step is about as far'),
  }),
  trainings: ['kfac', 'sgd'],
  series: ({ rates }) => [ofKfac, divergence, shortening, ...rates.map(ofSgd)],
  summarise({ ask, experiments: { kfac, sgd } }) {
    const evaluated = (experiment: number): (StudyPoint & { rate: number })[] =>
      ask(
        `select optimizer as series, learning_rate as rate, seed, update_index as x, mean_return as y
         from runs join evaluations on run_id = runs.id where experiment_id = ? order by optimizer, seed, x`,
        experiment,
      );
    // The first of the two passes looks at the policy that has acted, so the second differs by twice what both do on average.
    const moved = ask<StudyPoint>(
      `select '${divergence}' as series, seed, update_index as x, 2 * approx_kl as y
       from runs join updates on run_id = runs.id where experiment_id = ? and approx_kl is not null`,
      kfac!,
    );
    const shortened = ask<StudyPoint>(
      `select '${shortening}' as series, seed, update_index as x, value as y
       from runs join measurements on run_id = runs.id where experiment_id = ? and quantity = 'nu_actor'`,
      kfac!,
    );
    return [
      ...evaluated(kfac!).map(({ rate: _, ...point }) => ({ ...point, series: ofKfac })),
      ...evaluated(sgd!).map(({ rate, ...point }) => ({ ...point, series: ofSgd(rate) })),
      ...[...moved, ...shortened],
    ];
  },
  panels: ({ rates, solved }) => [
    {
      title: 'Evaluations on the way',
      x: { label: 'updates' },
      y: { label: 'mean return', fromZero: true },
      series: [ofKfac, ...rates.map(ofSgd)],
      reference: solved,
    },
    {
      title: 'How far the first step of an update moves the policy',
      x: { label: 'updates' },
      y: { label: 'KL divergence', scale: 'log' },
      series: [divergence],
    },
  ],
  judge(points, { rates, solved }, { kl, factor }) {
    const boundAt = new Set(
      points.filter(({ series, y }) => series === shortening && y < 1).map(({ seed, x }) => `${seed} ${x}`),
    );
    const steps = points.filter(({ series }) => series === divergence);
    const bound = steps.filter(({ seed, x }) => boundAt.has(`${seed} ${x}`));
    const own = reachedAt(points, ofKfac, solved);
    const rivals = rates
      .map((rate) => ({ rate, times: reachedAt(points, ofSgd(rate), solved) }))
      .filter(({ times }) => times.length > 0)
      .sort((one, other) => median(one.times)! - median(other.times)!);
    const [best] = rivals;
    if (bound.length === 0 || own.length === 0 || best === undefined)
      return cannotBeSaid('No step was shortened, or not everything was trained.');
    const usual = median(bound.map(({ y }) => y))!;
    const isAbout = usual <= factor * kl && usual >= kl / factor;
    const verdict = verdictOf([isAbout, median(own)! < median(best.times)!]);
    const after = (times: readonly number[]): string => {
      const missing = times.filter((time) => !Number.isFinite(time)).length;
      const middle = median(times)!;
      const words = Number.isFinite(middle) ? `after ${formatCount(middle)} updates` : 'never';
      return missing === 0 ? words : `${words} (${missing} of ${times.length} seeds never)`;
    };
    return {
      verdict,
      sentences: [
        `${bound.length} of ${steps.length} updates were shortened, and the first step of such a one moves the policy by ${formatNumber(usual)} in the median, where the bound is ${formatNumber(kl)}.`,
        `${ofKfac} reaches ${formatNumber(solved)} ${after(own)}, SGD at the best of its rates, ${formatRate(best.rate)}, ${after(best.times)}, medians over seeds, so ${inWords(verdict)}.`,
      ],
      beside: [
        {
          quantity: 'median divergence of a shortened step, published the bound',
          published: formatNumber(kl),
          here: formatNumber(usual),
        },
      ],
    };
  },
});
