import type { Comparison, Estimate, Overall } from '../compare/index.ts';
import { withInterval } from '../compare/text-tables.ts';
import { formatHundredths } from '../format.ts';
import { markdownList, markdownTable } from '../markdown.ts';
import { listed, several } from '../words.ts';
import { heading } from './markdown-parts.ts';
import { standings } from './standings.ts';

/** The short answer: how much could be shown, who leads over all tasks, and a row an optimizer. */
export function answer(comparison: Comparison | undefined): string[] {
  if (comparison === undefined) {
    return [
      heading(2, 'Answer'),
      'There is nothing to compare: fewer than two optimizers have runs that ended.',
    ];
  }
  return [
    heading(2, 'Answer'),
    markdownList([shownOfAll(comparison), ...(comparison.overall ? leading(comparison.overall) : [])]),
    optimizerTable(comparison),
    ...(comparison.overall === undefined ? [] : [markdownList(comparison.overall.tasks.map(scaleOf))]),
  ];
}

const correctionNames = { holm: "Holm's correction", bh: "Benjamini and Hochberg's correction", none: '' };

function shownOfAll({ tasks, tests, correction }: Comparison): string {
  const shown = tasks.flatMap(({ pairs }) => pairs).filter(({ significant }) => significant).length;
  const after =
    correctionNames[correction] === '' ? '' : ` after ${correctionNames[correction]} over all of them`;
  const where = tasks.length > 1 ? ` on ${tasks.length} tasks` : '';
  return (
    `Every two optimizers${where} make ${several(tests, 'test')}: ${shown} of them show a difference${after}, ` +
    `${tests - shown} do not.`
  );
}

/** Who comes out first over all tasks, and whom that can be said against. */
function leading({ tasks, contenders, pairs }: Overall): string[] {
  const [first] = contenders;
  if (first === undefined) return [];
  const own = pairs.filter(({ a }) => a === first.name);
  const above = own.filter(({ probabilityOfImprovement: { interval } }) => interval && interval[0] > 0.5);
  const rest = own.filter((pair) => !above.includes(pair));
  const said =
    `Over ${tasks.length} tasks ${first.name} has the highest interquartile mean of the normalised scores, ` +
    `${estimate(first.iqm)}.`;
  const names = (those: typeof own) => listed(those.map(({ b }) => b));
  return [
    said,
    ...(above.length > 0
      ? [
          `A run of ${first.name} more likely beats one of ${names(above)}: the whole 95 % interval of that chance is above one half.`,
        ]
      : []),
    ...(rest.length > 0 ? [`It cannot be told apart in this way from ${names(rest)}.`] : []),
  ];
}

function optimizerTable(comparison: Comparison): string {
  const { tasks, overall } = comparison;
  const all = tasks.map(standings);
  const names = overall?.contenders.map(({ name }) => name) ?? [
    ...new Set(all.flat().map(({ name }) => name)),
  ];
  return markdownTable(
    [
      { header: 'optimizer' },
      ...(overall === undefined ? [] : [{ header: 'IQM over all tasks' }, { header: 'optimality gap' }]),
      { header: 'tasks on which nobody is shown to be better', align: 'right' },
      { header: 'shown better', align: 'right' },
      { header: 'shown worse', align: 'right' },
      { header: 'not shown', align: 'right' },
    ],
    names.map((name) => {
      const own = all.flat().filter((standing) => standing.name === name);
      const scores = overall?.contenders.find((each) => each.name === name);
      const count = (of: 'better' | 'worse' | 'open') =>
        String(own.reduce((sum, standing) => sum + standing[of].length, 0));
      const unbeaten = own.filter(({ worse }) => worse.length === 0).length;
      return [
        name,
        ...(scores === undefined ? [] : [estimate(scores.iqm), estimate(scores.optimalityGap)]),
        `${unbeaten} of ${own.length}`,
        count('better'),
        count('worse'),
        count('open'),
      ];
    }),
  );
}

function scaleOf({ env, agent, scale }: Overall['tasks'][number]): string {
  return `Normalised scores of ${env}, ${agent}: ${scale}.`;
}

function estimate({ value, interval }: Estimate): string {
  return withInterval(value, interval, formatHundredths);
}
