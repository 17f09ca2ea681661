import { z } from 'zod';
import { median } from '../stats/index.ts';
import { formatNumber } from '../text/format.ts';
import { cannotBeSaid, inWords, verdictOf } from './judging.ts';
import { lastValues } from './points.ts';
import { defineStudy, type StudyPoint } from './study-entry.ts';

/** Heads, by the name of their training. */
const heads = { softmax: 'softmax', stablemax: 'StableMax' } as const;
type Head = keyof typeof heads;
const names = Object.keys(heads) as readonly Head[];

const zeros = (head: Head): string => heads[head];
const score = (head: Head): string => `return, ${heads[head]}`;

/** Whether slopes of a policy that has become certain vanish, by what makes probabilities of its outputs. */
export const stablemaxStudy = defineStudy({
  name: 'stablemax',
  summary: "exact zeros among the slopes of a policy's outputs, with a softmax and with StableMax",
  source: 'Prieto et al. 2025 (arXiv 2501.04697)',
  settings: z.object({}),
  expected: z.object({}),
  trainings: names,
  series: () => names.flatMap((head) => [zeros(head), score(head)]),
  summarise: ({ ask, experiments }) =>
    names.flatMap((head) => {
      const shares = ask<Omit<StudyPoint, 'series'>>(
        `select seed, update_index as x, value as y from runs join measurements on run_id = runs.id
         where experiment_id = ? and source like 'zero_gradient_share%' order by seed, x`,
        experiments[head]!,
      );
      const scores = ask<Omit<StudyPoint, 'series'>>(
        `select seed, update_index as x, mean_return as y from runs join evaluations on run_id = runs.id
         where experiment_id = ? order by seed, x`,
        experiments[head]!,
      );
      return [
        ...shares.map((point): StudyPoint => ({ ...point, series: zeros(head) })),
        ...scores.map((point): StudyPoint => ({ ...point, series: score(head) })),
      ];
    }),
  panels: () => [
    {
      title: 'Exact zeros among the slopes of the outputs',
      x: { label: 'updates' },
      y: { label: 'share, mean of the samples', fromZero: true },
      series: names.map(zeros),
    },
    {
      title: 'Evaluations on the way',
      x: { label: 'updates' },
      y: { label: 'mean return' },
      series: names.map(score),
    },
  ],
  judge(points) {
    const found = names.map((head) => {
      const own = points.filter(({ series }) => series === zeros(head));
      const having = own.filter(({ y }) => y > 0);
      return {
        seeds: new Set(own.map(({ seed }) => seed)).size,
        hit: new Set(having.map(({ seed }) => seed)).size,
        most: Math.max(0, ...having.map(({ y }) => y)),
        score: median(lastValues(points, score(head))) ?? Number.NaN,
      };
    });
    const [softmax, stable] = found as [(typeof found)[number], (typeof found)[number]];
    if (softmax.seeds === 0 || stable.seeds === 0) return cannotBeSaid('Not everything was trained.');
    const verdict = verdictOf([softmax.hit > 0, stable.hit === 0]);
    const words = ({ hit, seeds, most }: (typeof found)[number]): string =>
      hit === 0
        ? `on none of ${seeds} seeds`
        : `on ${hit} of ${seeds} seeds, up to ${formatNumber(most)} of all`;
    return {
      verdict,
      sentences: [
        `Some slopes of the outputs are exactly 0 with the softmax ${words(softmax)}, and with StableMax ${words(stable)}.`,
        `The median return at the end is ${formatNumber(softmax.score)} with the softmax and ${formatNumber(stable.score)} with StableMax; what was claimed is of the slopes alone, so ${inWords(verdict)}.`,
      ],
      beside: [],
    };
  },
});
