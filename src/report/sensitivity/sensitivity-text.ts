import { several } from '../../several.ts';
import { fewestSeeds, type GoodRange } from '../../stats/index.ts';
import { formatHundredths } from '../../text/format.ts';
import { left, right } from '../../text/heading.ts';
import { listed } from '../../text/listed.ts';
import { type TextTable, withInterval } from '../compare/text-tables.ts';
import { noted, type Told } from '../compare/told.ts';
import { isAhead } from '../is-ahead.ts';
import { taskLabels } from '../task-labels.ts';
import { titleOrNumber } from '../title-or-number.ts';
import type { SensitivityComparison } from './compare-sensitivity.ts';
import type { Sensitivities } from './sensitivities.ts';

/** What the columns mean. */
export const sensitivityLegend = [
  'Scores are normalised on each task: 0 is the 5th percentile of all settings of all optimizers, 1 the 95th.',
  'tuned: with the best setting of each task. one setting: with the best one for all tasks, which is named. Phi: the first less the second (Adkins et al. 2024).',
  'dim: how many settings have to be tuned for each task to reach 95 % of tuning all that varied.',
  'one for all: the setting with the best mean place on all tasks (CHS, Patterson et al. 2024); score it by fresh runs.',
  '[a, b]: 95 % bootstrap interval over the seeds of each task; scales are held fixed.',
  'good range: powers of ten of the learning rate that keep 95 % of the best normalised score; +: it reaches an end of what was tried.',
];

/** Tables, sentences and notes on sensitivity. */
export function toldOfSensitivity(comparison: SensitivityComparison): Told {
  return [
    ...sensitivityTables(comparison),
    sensitivityLegend,
    sensitivitySentences(comparison),
    noted(sensitivityNotes(comparison)),
  ];
}

export function sensitivityTables({ experiment, optimizers, tasks }: SensitivityComparison): TextTable[] {
  return [
    {
      heading: `${titleOrNumber(experiment)}: sensitivity to settings over ${tasks.length} tasks`,
      columns: [left('optimizer'), left('Phi'), left('tuned'), left('one setting')],
      rows: optimizers.map(({ name, sensitivity, tuned, fixed }) => [
        name,
        ...[sensitivity, tuned, fixed].map(({ value, interval }) =>
          withInterval(value, interval, formatHundredths),
        ),
      ]),
    },
    {
      heading: '',
      columns: [left('optimizer'), right('dim'), right('settings'), left('one setting')],
      rows: optimizers.map(({ name, dimension, dimensions, settings, setting }) => [
        name,
        `${dimension} of ${dimensions}`,
        String(settings),
        settingText(setting),
      ]),
    },
    {
      heading: '',
      columns: [left('optimizer'), left('one for all')],
      rows: optimizers.map(({ name, choice }) => [name, settingText(choice)]),
    },
    {
      heading: '',
      columns: [left('good range'), ...optimizers.map(({ name }) => right(name))],
      rows: taskLabels(tasks).map((label, task) => [
        label,
        ...optimizers.map(({ ranges }) => rangeText(ranges[task])),
      ]),
    },
  ];
}

function rangeText(range: GoodRange | undefined): string {
  return range === undefined ? '-' : `${formatHundredths(range.decades)}${range.open ? '+' : ''}`;
}

/** `lr=0.003, momentum=0.9` */
export function settingText(setting: Readonly<Record<string, string>>): string {
  return Object.entries(setting)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

/** Who is ahead with one setting for all tasks, and of which others each is shown to be less sensitive; or that it cannot be said. */
export function sensitivitySentences(found: Sensitivities): string[] {
  return found.optimizers.length < 2 ? [] : [oneSettingSentence(found), ...phiSentences(found)];
}

function oneSettingSentence({ tasks, optimizers, lead }: Sensitivities): string {
  const [best] = optimizers.toSorted((a, b) => b.fixed.value - a.fixed.value);
  const where = `Over ${tasks.length} tasks with one setting for all`;
  if (lead.every(({ difference }) => difference.interval === undefined)) {
    return `${where} it cannot be said who is ahead: that takes ${fewestSeeds} seeds or more of every setting on every task.`;
  }
  const behind = lead.filter(({ difference }) => isAhead(difference));
  return behind.length === 0
    ? `${where} it cannot be said who is ahead: no 95 % interval over seeds of the lead of ${best!.name} lies above 0.`
    : `${where} ${best!.name} is ahead of ${listed(behind.map(({ over }) => over))} (95 % intervals over seeds of the lead lie above 0).`;
}

function phiSentences({ optimizers, pairs, tasks }: Sensitivities): string[] {
  if (pairs.every(({ difference }) => difference.interval === undefined)) {
    return [
      'It cannot be said who is less sensitive to settings: that takes 3 seeds or more of every setting on every task.',
    ];
  }
  const shown = pairs.filter(({ difference }) => isAhead(difference));
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

/** What a reader has to know of sensitivities, a sentence each. */
export function sensitivityNotes({ optimizers, pairs }: SensitivityComparison): string[] {
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
