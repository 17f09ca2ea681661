import { several } from '../../several.ts';
import { formatHundredths } from '../../text/format.ts';
import { right } from '../../text/heading.ts';
import { listed } from '../../text/listed.ts';
import { markdownList, markdownTable } from '../../text/markdown.ts';
import type { Comparison, Estimate, Overall } from '../compare/index.ts';
import { withInterval } from '../compare/text-tables.ts';
import { taskName } from './document-content.ts';
import { type Duel, duels } from './duels.ts';
import { folded, heading, paragraph } from './markdown-parts.ts';
import { overallVerdicts, pairVerdicts } from './pair-verdicts.ts';

/** The short answer: how much could be shown, who leads over all tasks, and a row an optimizer. */
export function answer(comparison: Comparison | undefined): string[] {
  if (comparison === undefined) {
    return [
      heading(2, 'Answer'),
      'There is nothing to compare: fewer than two optimizers have runs that ended.',
    ];
  }
  const { overall } = comparison;
  const all = duels(comparison);
  return [
    heading(2, 'Answer'),
    markdownList([shownOfAll(comparison), ...(overall ? leading(overall, all) : [])]),
    optimizerTable(comparison, all),
    paragraph(
      'Better and worse count the others that an optimizer is shown to be better or worse than; unbeaten: nobody is better.',
      all === undefined
        ? ''
        : `Over all tasks: on each task two runs of one seed make a duel, won, lost or drawn; paired sign-flip permutation test of the seeds, Holm over ${several(all.length, 'pair')}.`,
    ),
    taskTable(comparison),
    ...(overall === undefined
      ? []
      : [
          folded('How scores are normalised', [
            markdownList(overall.tasks.map((task) => `${taskName(task)}: ${task.scale}.`)),
          ]),
        ]),
  ];
}

const correctionNames = { holm: "Holm's", bh: "Benjamini and Hochberg's" };

function shownOfAll({ tasks, tests, correction }: Comparison): string {
  const shown = tasks.flatMap(({ pairs }) => pairs).filter(({ significant }) => significant).length;
  const after = correction === 'none' || tests < 2 ? '' : `after ${correctionNames[correction]} correction, `;
  const where = tasks.length > 1 ? ` on ${tasks.length} tasks` : '';
  return (
    `Every two optimizers${where} make ${several(tests, 'test')}; ${after}a difference is shown by ${shown} of them and ` +
    `not by ${tests - shown}.`
  );
}

/** Who comes out first over all tasks, and whom that can be said against. */
function leading({ tasks, optimizers }: Overall, all: readonly Duel[] | undefined): string[] {
  const [first] = optimizers;
  if (first === undefined) return [];
  const said =
    `Over ${tasks.length} tasks ${first.name} has the highest interquartile mean of the normalised scores, ` +
    `${estimate(first.iqm)}.`;
  if (all === undefined) return [said];
  const { better, worse, open } = overallVerdicts(first.name, all);
  const sentence = (before: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${before} ${listed(names)}.`];
  return [
    said,
    ...sentence('Seed by seed over all tasks it is shown to be better than', better),
    ...sentence('Seed by seed over all tasks it is shown to be worse than', worse),
    ...sentence('Seed by seed over all tasks no difference could be shown between it and', open),
  ];
}

function optimizerTable(comparison: Comparison, all: readonly Duel[] | undefined): string {
  const { tasks, overall } = comparison;
  const byTask = tasks.flatMap(pairVerdicts);
  const names = overall?.optimizers.map(({ name }) => name) ?? [...new Set(byTask.map(({ name }) => name))];
  return markdownTable(
    [
      { header: 'optimizer' },
      ...(overall === undefined ? [] : [{ header: 'IQM over all tasks' }]),
      ...(all === undefined ? [] : [right('over all tasks: better than'), right('worse than')]),
      right('unbeaten on'),
      right(tasks.length > 1 ? 'task by task: better' : 'better'),
      right('worse'),
      right('not shown'),
    ],
    names.map((name) => {
      const own = byTask.filter((verdicts) => verdicts.name === name);
      const scores = overall?.optimizers.find((each) => each.name === name);
      const duelled = all && overallVerdicts(name, all);
      const count = (of: 'better' | 'worse' | 'open') =>
        String(own.reduce((sum, verdicts) => sum + verdicts[of].length, 0));
      return [
        name,
        ...(scores === undefined ? [] : [estimate(scores.iqm)]),
        ...(duelled === undefined ? [] : [String(duelled.better.length), String(duelled.worse.length)]),
        `${own.filter(({ worse }) => worse.length === 0).length} of ${several(own.length, 'task')}`,
        count('better'),
        count('worse'),
        count('open'),
      ];
    }),
  );
}

/** Who leads each task, as far as can be said. */
function taskTable({ tasks }: Comparison): string {
  return markdownTable(
    [{ header: 'task' }, { header: 'unbeaten' }],
    tasks.map((task) => {
      const all = pairVerdicts(task);
      const unbeaten = all.filter(({ worse }) => worse.length === 0).map(({ name }) => name);
      const everybody = unbeaten.length === all.length ? `all ${all.length}` : listed(unbeaten);
      return [taskName(task), everybody];
    }),
  );
}

function estimate({ value, interval }: Estimate): string {
  return withInterval(value, interval, formatHundredths);
}
