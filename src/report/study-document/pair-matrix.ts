import { formatHundredths } from '../../text/format.ts';
import { markdownList, markdownTable } from '../../text/markdown.ts';
import type { Comparison, Estimate, Pair, TaskComparison } from '../compare/index.ts';
import { withInterval } from '../compare/text-tables.ts';
import { taskName } from './document-content.ts';
import { type Duel, duels } from './duels.ts';
import { heading } from './markdown-parts.ts';

/** Every two optimizers, a row each: what is known of them task by task and over all tasks. */
export function pairMatrix(comparison: Comparison | undefined): string[] {
  if (comparison === undefined) return [];
  const { tasks, overall } = comparison;
  const all = duels(comparison);
  const several = tasks.length > 1;
  const rows = pairsInOrder(comparison).map(([a, b]) => {
    const cells = tasks.map((task) => pairOf(task, a, b));
    const isPair = (pair: { readonly a: string; readonly b: string }) => pair.a === a && pair.b === b;
    const chance = overall?.pairs.find(isPair)?.probabilityOfImprovement;
    return [
      `${a} against ${b}`,
      ...(several ? [tally(cells, a)] : []),
      ...(overall === undefined ? [] : [overallCell(chance, all?.find(isPair))]),
      ...cells.map((pair) => cellOf(pair, a)),
    ];
  });
  return [
    heading(2, 'Pair by pair'),
    markdownList([
      '▲: the first is shown to be better, ▼: worse, one, two or three of them for a corrected p of at most 0.05, 0.01 and 0.001. ○: no difference could be shown, which does not say that there is none.',
      "The number is Cliff's delta, the effect: the chance that a run of the first beats one of the second, less the chance of the opposite. 1: always, 0: evenly matched, −1: never.",
      ...(tasks.some(({ pairs }) => pairs.some(disagrees))
        ? [
            'Where ▲ stands before a negative number, or ▼ before a positive one, the better mean belongs to the one that loses more often: few runs of the other, which go far wrong, decide.',
          ]
        : []),
      ...(several ? ['Tasks: on how many the first is shown to be better, and on how many worse.'] : []),
      ...(overall === undefined
        ? []
        : [
            'P: the chance that a run of the first beats one of the second, averaged over tasks, with its 95 % interval over seeds. The sign before it is of the test over all tasks.',
          ]),
    ]),
    markdownTable(
      [
        { header: 'pair' },
        ...(several ? [{ header: 'tasks' }] : []),
        ...(overall === undefined ? [] : [{ header: 'P' }]),
        ...tasks.map((task) => ({ header: taskName(task), align: 'right' as const })),
      ],
      rows,
    ),
  ];
}

/** Every two names, the better over all tasks (or on the first one) before the other. */
function pairsInOrder({ tasks, overall }: Comparison): [string, string][] {
  const names = [
    ...new Set([
      ...(overall?.optimizers ?? []).map(({ name }) => name),
      ...tasks.flatMap(({ optimizers }) => optimizers.map(({ name }) => name)),
    ]),
  ];
  return names.flatMap((a, place) => names.slice(place + 1).map((b): [string, string] => [a, b]));
}

function pairOf({ pairs }: TaskComparison, a: string, b: string): Pair | undefined {
  return pairs.find((pair) => (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a));
}

function tally(cells: readonly (Pair | undefined)[], name: string): string {
  const shown = cells.filter((pair) => pair?.significant);
  const better = shown.filter((pair) => pair!.a === name).length;
  return `${better} : ${shown.length - better} of ${cells.length}`;
}

/** Whether the one that is shown to be better, by its mean, has the lower chance to beat the other. */
function disagrees({ significant, cliffsDelta }: Pair): boolean {
  return significant && cliffsDelta < 0;
}

/** `▲▲ 0.71`, `○ −0.12`: from the side of `first`. */
export function cellOf(pair: Pair | undefined, first: string): string {
  if (pair === undefined) return '-';
  const turned = pair.a !== first;
  const delta = formatHundredths(turned ? -pair.cliffsDelta : pair.cliffsDelta).replace('-', '−');
  return `${sign(pair, turned)} ${delta === '−0.00' ? '0.00' : delta}`;
}

function overallCell(chance: Estimate | undefined, duel: Duel | undefined): string {
  if (chance === undefined) return '-';
  const text = withInterval(chance.value, chance.interval, formatHundredths);
  return duel === undefined ? text : `${sign(duel, duel.advantage < 0)} ${text}`;
}

/** @param turned true if the second is the better one. */
function sign({ significant, pAdjusted }: Pick<Pair, 'significant' | 'pAdjusted'>, turned: boolean): string {
  if (!significant) return '○';
  const sureness = pAdjusted! <= 0.001 ? 3 : pAdjusted! <= 0.01 ? 2 : 1;
  return (turned ? '▼' : '▲').repeat(sureness);
}
