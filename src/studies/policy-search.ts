import { z } from 'zod';
import { groupBy } from '../group-by.ts';
import { median } from '../stats/index.ts';
import { formatCount } from '../text/format.ts';
import { listed } from '../text/listed.ts';
import { cannotBeSaid, inWords, verdictOf } from './judging.ts';
import { reachedAt } from './points.ts';
import { defineStudy, type StudyPoint } from './study-entry.ts';

/** Rules that search without gradients, and gradients beside them. */
const rules = ['HOPPING', 'CMAES', 'CEM', 'CBO', 'OPENES'] as const;
const gradients = 'ppo, ADAM';
/** Rules that were published to get there by every seed. */
const reliable = ['HOPPING', 'CMAES', 'CEM'] as const;

const steps = z.int().positive();

/** How soon rules without gradients solve cartpole with a linear policy. */
export const policySearchStudy = defineStudy({
  name: 'policy-search',
  summary: 'how soon rules without gradients solve cartpole with a linear policy, and ppo beside them',
  source:
    'Hansen 2016 (arXiv 1604.00772), Salimans et al. 2017 (arXiv 1703.03864), Riedl et al. 2023 (arXiv 2306.09778)',
  settings: z.object({
    every: z
      .int()
      .positive()
      .default(2000)
      .describe('environment steps at whose multiples the last evaluation so far counts'),
    solved: z.number().default(475).describe('mean return of an evaluation from which the task is solved'),
  }),
  expected: z.object({
    steps: z
      .object({ HOPPING: steps, CMAES: steps, CEM: steps })
      .describe('median environment steps until the task was solved, by rules that never failed'),
    factor: z.number().min(1).describe('how many times as many or as few are near enough'),
  }),
  trainings: ['rules', 'ppo'],
  series: () => [...rules, gradients],
  summarise: ({ ask, experiments, settings: { every } }) => {
    const evaluated = (experiment: number, name: (optimizer: string) => string): StudyPoint[] => {
      const points = ask<{ optimizer: string; seed: number; x: number; y: number }>(
        `select optimizer, seed, env_step as x, mean_return as y from runs join evaluations on run_id = runs.id
         where experiment_id = ? order by optimizer, seed, x`,
        experiment,
      ).map(({ optimizer, ...point }) => ({ series: name(optimizer), ...point }));
      return [...groupBy(points, ({ series, seed }) => `${series} ${seed}`).values()].flatMap((own) =>
        atMultiples(own, every),
      );
    };
    return [
      ...evaluated(experiments.rules!, (optimizer) => optimizer),
      ...evaluated(experiments.ppo!, () => gradients),
    ];
  },
  panels: () => [
    {
      title: 'Evaluations on the way',
      x: { label: 'environment steps' },
      y: { label: 'mean return', fromZero: true },
    },
  ],
  judge(points, { solved }, { steps: published, factor }) {
    const times = Object.fromEntries(
      [...rules, gradients].map((name) => [name, reachedAt(points, name, solved)]),
    );
    if (Object.values(times).some((own) => own.length === 0)) {
      return cannotBeSaid('Not everything was trained.');
    }
    const middle = (name: string): number => median(times[name]!)!;
    const failed = (name: string): number => times[name]!.filter((time) => !Number.isFinite(time)).length;
    const seeds = times.HOPPING!.length;
    const inTime = (name: (typeof reliable)[number]): boolean =>
      middle(name) <= factor * published[name] && middle(name) >= published[name] / factor;
    const verdict = verdictOf([
      ...reliable.map(inTime),
      ...reliable.map((name) => failed(name) <= seeds / 5),
      failed('CBO') > 0,
      failed('OPENES') === seeds,
    ]);
    const said = (name: string): string => {
      const misses = failed(name) === 0 ? '' : ` (${failed(name)} of ${seeds} seeds never)`;
      return `after ${shown(middle(name))} steps${misses}`;
    };
    return {
      verdict,
      sentences: [
        `In the median over ${seeds} seeds a linear policy reaches ${solved} with ${listed(reliable.map((name) => `${name} ${said(name)}`))}; PPO, with two hidden layers, ${said(gradients)}.`,
        `${failed('CBO')} of ${seeds} seeds fail with CBO and ${failed('OPENES')} with OPENES, so ${inWords(verdict)}.`,
      ],
      beside: reliable.map((name) => ({
        quantity: `median steps to ${solved}, ${name}`,
        published: shown(published[name]),
        here: shown(middle(name)),
      })),
    };
  },
});

/**
 * Of one series and seed: generations and roll-outs end where they end, and seeds can be drawn together only at the same
 * places.
 *
 * @param points in the order of steps.
 */
function atMultiples(points: readonly StudyPoint[], every: number): StudyPoint[] {
  const places = Math.floor(points.at(-1)!.x / every);
  return Array.from({ length: places + 1 }, (_, place) => {
    const x = place * every;
    return { ...points.findLast((point) => point.x <= x)!, x };
  });
}

const shown = (time: number): string => (Number.isFinite(time) ? formatCount(time) : 'never');
