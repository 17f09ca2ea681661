import { z } from 'zod';
import { median } from '../stats/index.ts';
import { formatNumber, formatPercent } from '../text/format.ts';
import { cannotBeSaid, inWords, verdictOf } from './judging.ts';
import { lastValues, valuesAt } from './points.ts';
import { defineStudy, type StudyPoint } from './study-entry.ts';

/** What is recycled, by the name of its training. */
const arms = { plain: 'no recycling', recycled: 'REDO' } as const;
type Arm = keyof typeof arms;
const names = Object.keys(arms) as readonly Arm[];

const share = (arm: Arm): string => `dormant, ${arms[arm]}`;
const score = (arm: Arm): string => `return, ${arms[arm]}`;

/** Whether recycling dormant units keeps their share down, and what that costs. */
export const redoStudy = defineStudy({
  name: 'redo',
  summary: 'the share of dormant units of ppo on cartpole, and its return, with and without recycling them',
  source: 'Sokar et al. 2023 (arXiv 2302.12902)',
  settings: z.object({
    window: z.int().positive().default(10).describe('updates whose shares are averaged to one point'),
  }),
  expected: z.object({
    tolerance: z
      .number()
      .min(0)
      .default(0.1)
      .describe('share of the return without recycling that recycling may cost, in the median'),
  }),
  trainings: names,
  series: () => names.flatMap((arm) => [share(arm), score(arm)]),
  summarise: ({ ask, experiments, settings: { window } }) =>
    names.flatMap((arm) => {
      const shares = ask<{ seed: number; place: number; y: number }>(
        // Numbers are handed over as real ones, whose quotients would be no whole windows.
        `select seed, (update_index - 1) / cast(? as integer) as place, avg(value) as y
         from runs join measurements on run_id = runs.id
         where experiment_id = ? and source like 'dormant%' and value is not null
         group by seed, place order by seed, place`,
        window,
        experiments[arm]!,
      ).map(({ place, ...point }): StudyPoint => ({ ...point, series: share(arm), x: (place + 1) * window }));
      const scores = ask<Omit<StudyPoint, 'series'>>(
        `select seed, update_index as x, mean_return as y from runs join evaluations on run_id = runs.id
         where experiment_id = ? order by seed, x`,
        experiments[arm]!,
      ).map((point): StudyPoint => ({ ...point, series: score(arm) }));
      return [...shares, ...scores];
    }),
  panels: () => [
    {
      title: 'Dormant units of the hidden layers',
      x: { label: 'updates' },
      y: { label: 'share of all, mean of the layers', fromZero: true },
      series: names.map(share),
    },
    {
      title: 'Evaluations on the way',
      x: { label: 'updates' },
      y: { label: 'mean return', fromZero: true },
      series: names.map(score),
    },
  ],
  judge(points, _settings, { tolerance }) {
    const last = (series: string): number[] => lastValues(points, series);
    const first = Math.min(...points.filter(({ series }) => series === share('plain')).map(({ x }) => x));
    const [plain, recycled] = names.map((arm) => last(share(arm))) as [number[], number[]];
    const [without, having] = names.map((arm) => last(score(arm))) as [number[], number[]];
    if ([plain, recycled, without, having].some((values) => values.length === 0))
      return cannotBeSaid('Not everything was trained.');
    const beginning = median(valuesAt(points, share('plain'), first))!;
    const fewer = recycled.filter((own, index) => own < plain[index]!).length;
    const verdict = verdictOf([
      median(plain)! > beginning,
      median(recycled)! < median(plain)!,
      median(having)! >= (1 - tolerance) * median(without)!,
    ]);
    return {
      verdict,
      sentences: [
        `Without recycling ${formatPercent(beginning)} % of the hidden units are dormant in the first updates and ${formatPercent(median(plain)!)} % in the last, with REDO ${formatPercent(median(recycled)!)} % in the last, medians over seeds; it has fewer on ${fewer} of ${plain.length} seeds.`,
        `The median return at the end is ${formatNumber(median(without)!)} without recycling and ${formatNumber(median(having)!)} with it, so ${inWords(verdict)}.`,
      ],
      beside: [],
    };
  },
});
