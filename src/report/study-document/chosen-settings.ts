import { groupBy } from '../../group-by.ts';
import { several } from '../../several.ts';
import { median } from '../../stats/index.ts';
import { formatRate, formatShare } from '../../text/format.ts';
import { markdownList, markdownTable } from '../../text/markdown.ts';
import type { ComparedOptimizer, Comparison, RateChoice } from '../compare/index.ts';
import { heading } from './markdown-parts.ts';

type Setting = Pick<RateChoice['rates'][number], 'learningRate' | 'beside'>;

/** From which share of resamples on a choice is firm. */
export const firm = 0.9;

/** A choice that tuning made on a task. */
export interface ChosenSetting extends Setting {
  readonly name: string;
  /** In how large a share of the resamples of the tuning seeds it is chosen again. */
  readonly share: number;
}

/** All choices that tuning seeds made, of which it is known how firm they are. */
export function chosenSettings({ tasks }: Comparison): ChosenSetting[] {
  return tasks.flatMap(({ optimizers }) =>
    optimizers.flatMap((optimizer) => {
      const found = optimizer.rateChosenBy === 'tuning' ? ownShare(optimizer) : undefined;
      if (found === undefined) return [];
      const { name, learningRate, beside } = optimizer;
      return [{ name, learningRate, beside, share: found }];
    }),
  );
}

function ownShare({ choice, learningRate, beside }: ComparedOptimizer): number | undefined {
  return choice?.rates.find((each) => each.learningRate === learningRate && each.beside === beside)?.share;
}

/** How often each setting was chosen over the tasks, and how often other tuning seeds would have chosen it; nothing of one task. */
export function whatTuningChose(comparison: Comparison | undefined): string[] {
  const all = comparison === undefined ? [] : chosenSettings(comparison);
  if (all.length === 0 || comparison!.tasks.length < 2) return [];
  return [
    heading(2, 'What tuning chose'),
    markdownList([
      'chosen: each setting with the number of tasks on which tuning chose it.',
      'chosen again: in how large a share of the resamples of the tuning seeds the setting that was chosen would be chosen again, the median over tasks and the least and largest of them.',
      'at least 90 %: on how many tasks it would be chosen again that often.',
    ]),
    markdownTable(
      [
        { header: 'optimizer' },
        { header: 'chosen' },
        { header: 'chosen again', align: 'right' },
        { header: 'at least 90 %', align: 'right' },
      ],
      [...groupBy(all, ({ name }) => name)].map(([name, own]) => [
        name,
        counts(own),
        range(own),
        `${own.filter(({ share }) => share >= firm).length} of ${own.length}`,
      ]),
    ),
  ];
}

/** `0.003, momentum=0.9: 5 tasks; 0.01, momentum=0: 1 task`, the most frequent first. */
function counts(chosen: readonly ChosenSetting[]): string {
  return [...groupBy(chosen, settingWords)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([words, own]) => `${words}: ${several(own.length, 'task')}`)
    .join('; ');
}

function settingWords({ learningRate, beside }: Setting): string {
  return `${formatRate(learningRate)}${beside ? `, ${beside}` : ''}`;
}

function range(chosen: readonly ChosenSetting[]): string {
  const shares = chosen.map(({ share }) => share);
  return `${formatShare(median(shares)!)} (${formatShare(Math.min(...shares))} to ${formatShare(Math.max(...shares))})`;
}
