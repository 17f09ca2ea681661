import { formatCount, formatHundredths, formatSeconds } from '../../text/format.ts';
import { left, right } from '../../text/heading.ts';
import { listed } from '../../text/listed.ts';
import { type TextTable, withInterval } from '../compare/text-tables.ts';
import { noted, type Told } from '../compare/told.ts';
import { isAhead } from '../is-ahead.ts';
import { taskLabels } from '../task-labels.ts';
import { titleOrNumber } from '../title-or-number.ts';
import { type ProfileComparison, type ProfilesInUnit, profileTaus } from './compare-profiles.ts';

/** What the columns mean. */
export const profileLegend = [
  'B: area under the profile from 1 to 4 times the fastest (AlgoPerf, Dahl et al. 2023); 1 is fastest on every task.',
  'within t: share of tasks on which it takes at most t times as long as the fastest.',
  'Times: median over seeds, of each seed the first of all settings that were tried; - where the threshold was missed.',
  '[a, b]: 95 % bootstrap interval over the seeds of each task and optimizer.',
];

/** What a reader has to know of times to the threshold. */
export const profileNotes = [
  'With several settings a time is that of the fastest of them, as if all had been tried at once; an optimizer with one tunes itself.',
];

/** Tables, sentences and notes on times to the threshold. */
export function toldOfProfiles(comparison: ProfileComparison): Told {
  return [...profileTables(comparison), profileLegend, profileSentences(comparison), noted(profileNotes)];
}

/** For steps and for seconds: scores, and the times that they come from. */
export function profileTables(comparison: ProfileComparison): TextTable[] {
  return comparison.units.flatMap((each) => tables(each, comparison));
}

function tables(
  { unit, called, optimizers }: ProfilesInUnit,
  { experiment, tasks }: ProfileComparison,
): TextTable[] {
  const format = unit === 'steps' ? formatCount : formatSeconds;
  return [
    {
      heading: `${titleOrNumber(experiment)}: ${called} to the threshold, ${tasks.length === 1 ? 'one task' : `${tasks.length} tasks`}`,
      columns: [
        left('optimizer'),
        right('settings'),
        left('B'),
        ...profileTaus.map((tau) => right(`within ${tau}`)),
      ],
      rows: optimizers.map(({ name, settings, score, interval, profile }) => [
        name,
        String(settings),
        withInterval(score, interval, formatHundredths),
        ...profile.map(formatHundredths),
      ]),
    },
    {
      heading: '',
      columns: [left(called), ...optimizers.map(({ name }) => right(name))],
      rows: taskLabels(tasks).map((label, task) => [
        label,
        ...optimizers.map(({ times }) => format(times[task])),
      ]),
    },
  ];
}

/** One for steps and one for seconds: who is ahead, or that it cannot be said. */
export function profileSentences({ units }: Pick<ProfileComparison, 'units'>): string[] {
  return units.map(({ called, optimizers, lead }) => {
    const first = optimizers[0]!.name;
    const shown = lead.filter(isAhead).map(({ over }) => over);
    if (optimizers[0]!.score === 0) return `In ${called} nobody reached a threshold.`;
    return shown.length === 0
      ? `In ${called} it cannot be said who gets there first: no 95 % interval over seeds of the lead of ${first} lies above 0.`
      : `In ${called} ${first} has a larger B than ${listed(shown)} (95 % intervals over seeds of the lead lie above 0).`;
  });
}
