import { z } from 'zod';
import { mean } from '../stats/index.ts';
import { formatHundredths, formatNumber } from '../text/format.ts';
import { listed } from '../text/listed.ts';
import { cannotBeSaid, inWords, verdictOf } from './judging.ts';
import { defineStudy, type StudyPoint } from './study-entry.ts';

/** What is changed, by the name of its training. */
const arms = {
  plain: 'ADAM alone',
  spectral: 'spectral normalisation',
  divgrad: 'DIVGRAD',
  divlr: 'DIVLR',
} as const;
type Arm = keyof typeof arms;
const names = Object.keys(arms) as readonly Arm[];

/** How many settings of ADAM lead to success, with spectral normalisation and with what it does to the optimisation alone. */
export const spectralTwins = defineStudy({
  name: 'spectral-twins',
  summary:
    'how many learning rates and eps of ADAM solve cartpole, with spectral normalisation and with its twins',
  source: 'Gogianu et al. 2021 (arXiv 2105.05246)',
  settings: z.object({
    solved: z.number().default(475).describe('mean return of an evaluation from which the task is solved'),
  }),
  expected: z.object({
    gain: z.number().min(0).default(0.05).describe('more of all settings, as a share, that counts as more'),
  }),
  trainings: names,
  series: () => names.map((arm) => arms[arm]),
  summarise: ({ ask, experiments, settings: { solved } }) =>
    names.flatMap((arm) =>
      ask<Omit<StudyPoint, 'series'>>(
        `select seed, learning_rate as x, avg(best >= cast(? as real)) as y
         from (select run_id, max(mean_return) as best from evaluations group by run_id)
           join runs on runs.id = run_id
         where experiment_id = ? group by seed, learning_rate order by seed, x`,
        solved,
        experiments[arm]!,
      ).map((point): StudyPoint => ({ ...point, series: arms[arm] })),
    ),
  panels: ({ solved }) => [
    {
      title: `Settings of eps by which an evaluation reaches ${formatNumber(solved)}`,
      x: { label: 'learning rate', scale: 'log' },
      y: { label: 'share', domain: [0, 1] },
      dots: true,
    },
  ],
  judge(points, { solved }, { gain }) {
    const shares = names.map((arm) => {
      const own = points.filter(({ series }) => series === arms[arm]).map(({ y }) => y);
      return own.length === 0 ? Number.NaN : mean(own);
    });
    if (shares.some(Number.isNaN)) return cannotBeSaid('Not everything was trained.');
    const [plain, spectral, ...twins] = shares as [number, number, number, number];
    const isMore = (share: number): boolean => share >= plain + gain;
    const verdict = verdictOf([isMore(spectral), ...twins.map(isMore)]);
    const [, normalised, ...others] = names.map((arm) => arms[arm]);
    const following = others.filter((_, index) => isMore(twins[index]!));
    return {
      verdict,
      sentences: [
        `An evaluation reaches ${formatNumber(solved)} with these shares of learning rates, eps and seeds: ${names.map((arm, index) => `${formatHundredths(shares[index]!)} with ${arms[arm]}`).join(', ')}.`,
        `With ${normalised} it is ${formatHundredths(Math.abs(spectral - plain))} ${spectral < plain ? 'less' : 'more'} than without, where ${formatHundredths(gain)} counts as more, and of its twins ${following.length === 0 ? 'none gains' : listed(following) + (following.length === 1 ? ' gains' : ' gain')} as much; so ${inWords(verdict)}.`,
      ],
      beside: [],
    };
  },
});
