import { z } from 'zod';
import { median } from '../stats/index.ts';
import { formatNumber } from '../text/format.ts';
import { inWords, verdictOf } from './judging.ts';
import { lastValues } from './points.ts';
import type { Ask, Judgement, StudyPoint, Trained } from './study-entry.ts';

/** What stands around the spiked optimizer, by the name of its training; the last training has no spike. */
export const spikeSeries = {
  plain: 'no controller',
  gradient_clip: 'gradient clip',
  ghosts: 'GHOSTS',
  update_clip: 'update clip',
  unspiked: 'no spike',
} as const;

type Training = keyof typeof spikeSeries;

export const spikeTrainings = Object.keys(spikeSeries) as readonly Training[];

/** Where r, the length of a step as a share of the radius, is drawn of the training without a spike. */
export const radiusSeries = 'r without a spike';

/** Published scores at the end, and the largest r that was seen without a spike. */
export const spikeExpected = {
  collapsed: z
    .number()
    .describe('the best score at the end without a controller, and with the gradient clipped'),
  survived: z.number().describe('the worst score at the end with GHOSTS, which the median has to reach here'),
};

/** The points of all series: scores by a statement that is given the experiment of each training, and r. */
export function spikePoints(
  { ask, experiments }: Pick<Trained<unknown>, 'ask' | 'experiments'>,
  scores: (ask: Ask, experiment: number) => readonly Omit<StudyPoint, 'series'>[],
): StudyPoint[] {
  const ofScores = spikeTrainings.flatMap((training) =>
    scores(ask, experiments[training]!).map((point) => ({ ...point, series: spikeSeries[training] })),
  );
  const radii = ask<Omit<StudyPoint, 'series'>>(
    `select seed, update_index as x, value as y from runs join measurements on run_id = runs.id
     where experiment_id = ? and quantity = 'ghosts.r' and value is not null`,
    experiments.unspiked!,
  );
  return [...ofScores, ...radii.map((point) => ({ ...point, series: radiusSeries }))];
}

/**
 * Whether what the spike ruins without a controller, GHOSTS saves: its median is as good as the worst of the published seeds
 * (the worst of a few seeds is mostly chance), and its worst is better than the best of the ruined.
 *
 * @param score what is scored: `return`. @param largestRadius r without a spike was published to stay below it; undefined
 * where nothing was.
 */
export function judgeSpike(
  points: readonly StudyPoint[],
  score: string,
  { collapsed, survived }: { readonly collapsed: number; readonly survived: number },
  largestRadius?: number,
): Judgement {
  const last = (training: Training): number[] => lastValues(points, spikeSeries[training]);
  const middle = (training: Training): string => formatNumber(median(last(training)));
  const best = (training: Training): number => Math.max(...last(training));
  const worst = (training: Training): number => Math.min(...last(training));
  const radius = points.reduce(
    (most, { series, y }) => (series === radiusSeries ? Math.max(most, y) : most),
    0,
  );
  const isKnown = spikeTrainings.every((training) => last(training).length > 0);
  const verdict = verdictOf(
    isKnown
      ? [
          Math.max(best('plain'), best('gradient_clip')) <= collapsed,
          median(last('ghosts'))! >= survived,
          worst('ghosts') > Math.max(best('plain'), best('gradient_clip')),
          ...(largestRadius === undefined ? [] : [radius <= largestRadius]),
        ]
      : [undefined],
  );
  const unspiked = `${middle('unspiked')} without a spike, where the longest step is ${formatNumber(radius)} of the radius`;
  return {
    verdict,
    sentences: [
      `After the spike the median ${score} at the end is ${middle('plain')} without a controller, ${middle('gradient_clip')} with the gradient clipped, ${middle('ghosts')} with GHOSTS and ${middle('update_clip')} with updates clipped to a fixed norm; it is ${unspiked}.`,
      `Of those without a controller or with the gradient clipped the best ends at ${formatNumber(Math.max(best('plain'), best('gradient_clip')))}, with GHOSTS the worst at ${formatNumber(worst('ghosts'))}, with a fixed bound of updates, which has to be chosen, at ${formatNumber(worst('update_clip'))}, so ${inWords(verdict)}.`,
    ],
    beside: [
      {
        quantity: `best ${score} at the end without a controller or with the gradient clipped`,
        published: formatNumber(collapsed),
        here: formatNumber(Math.max(best('plain'), best('gradient_clip'))),
      },
      {
        quantity: `${score} at the end with GHOSTS, published the worst, here the median`,
        published: formatNumber(survived),
        here: middle('ghosts'),
      },
      ...(largestRadius === undefined
        ? []
        : [
            {
              quantity: 'longest step without a spike, as a share of the radius',
              published: formatNumber(largestRadius),
              here: formatNumber(radius),
            },
          ]),
    ],
  };
}
