import { several } from '../../several.ts';
import { formatHundredths } from '../../text/format.ts';
import { listed } from '../../text/listed.ts';
import { type TextTable, withInterval } from '../compare/text-tables.ts';
import { noted, type Told } from '../compare/told.ts';
import type { SensitivityComparison } from './compare-sensitivity.ts';
import type { Sensitivities } from './sensitivities.ts';

/** Tables, sentences and notes on sensitivity. */
export function toldOfSensitivity(comparison: SensitivityComparison): Told {
  return [
    ...tables(comparison),
    [
      'Scores are normalised on each task: 0 is the 5th percentile of all settings of all optimizers, 1 the 95th.',
      'tuned: with the best setting of each task. Phi: that less the best that one setting for all tasks can do (Adkins et al. 2024).',
      'dim: how many settings have to be tuned for each task to reach 95 % of tuning all that varied.',
      'one for all: the setting with the best mean place on all tasks (CHS, Patterson et al. 2024); score it by fresh runs.',
      '[a, b]: 95 % bootstrap interval over the seeds of each task; scales are held fixed.',
      'good range: powers of ten of the learning rate that keep 95 % of the best normalised score; +: it reaches an end of what was tried.',
    ],
    sensitivitySentences(comparison),
    noted(notes(comparison)),
  ];
}

function tables({ experiment, optimizers, tasks }: SensitivityComparison): TextTable[] {
  const left = (header: string) => ({ header, align: 'left' as const });
  const right = (header: string) => ({ header, align: 'right' as const });
  return [
    {
      heading: `${experiment.title || `experiment ${experiment.id}`}: sensitivity to settings over ${tasks.length} tasks`,
      columns: [left('optimizer'), left('Phi'), left('tuned'), right('dim'), right('settings')],
      rows: optimizers.map(({ name, sensitivity, tuned, dimension, dimensions, settings }) => [
        name,
        withInterval(sensitivity.value, sensitivity.interval, formatHundredths),
        withInterval(tuned.value, tuned.interval, formatHundredths),
        `${dimension} of ${dimensions}`,
        String(settings),
      ]),
    },
    {
      heading: '',
      columns: [left('optimizer'), left('one for all')],
      rows: optimizers.map(({ name, choice }) => [
        name,
        Object.entries(choice)
          .map(([key, value]) => `${key}=${value}`)
          .join(', '),
      ]),
    },
    {
      heading: '',
      columns: [left('good range'), ...tasks.map(({ env }) => right(env))],
      rows: optimizers.map(({ name, ranges }) => [
        name,
        ...ranges.map((range) =>
          range === undefined ? '-' : `${formatHundredths(range.decades)}${range.open ? '+' : ''}`,
        ),
      ]),
    },
  ];
}

/** One an optimizer: of which others it is shown to be less sensitive, or that this cannot be said. */
export function sensitivitySentences({ optimizers, pairs, tasks }: Sensitivities): string[] {
  if (optimizers.length < 2) return [];
  if (pairs.every(({ difference }) => difference.interval === undefined)) {
    return [
      'It cannot be said who is less sensitive to settings: that takes 3 seeds or more of every setting on every task.',
    ];
  }
  const shown = pairs.filter(({ difference: { interval } }) => interval !== undefined && interval[0] > 0);
  const said = optimizers.flatMap(({ name }) => {
    const others = shown.filter(({ a }) => a === name).map(({ b }) => b);
    return others.length === 0
      ? []
      : [
          `Over ${tasks.length} tasks ${name} loses less than ${listed(others)} by one setting for all tasks (the 95 % interval over seeds of each difference lies above 0).`,
        ];
  });
  return said.length > 0
    ? said
    : [
        `It cannot be said who is less sensitive to settings: no 95 % interval over seeds of a difference between ${listed(optimizers.map(({ name }) => name))} lies above 0.`,
      ];
}

function notes({ optimizers, pairs }: SensitivityComparison): string[] {
  const missing = optimizers.filter((each) => each.missing > 0);
  return [
    'The best of noisy means is too high, on each task more so than over all: few seeds and many settings make an optimizer look more sensitive than it is.',
    ...(pairs.length > 1
      ? [`Intervals of ${several(pairs.length, 'difference')} are not corrected for their number.`]
      : []),
    ...missing.map(
      ({ name, missing: count, settings }) =>
        `${count} of ${several(settings, 'setting')} of ${name} are missing on some task and count with the worst there.`,
    ),
  ];
}
