import { detectableEffectSize } from '../../stats/index.ts';
import type { Comparison } from '../compare/index.ts';
import { correctedLevel } from '../compare/pairs.ts';
import { formatNumber } from '../format.ts';
import { markdownList } from '../markdown.ts';
import { listed } from '../words.ts';
import { type DocumentContent, runsOf, taskName } from './document-content.ts';
import { learning } from './learned.ts';
import { heading } from './markdown-parts.ts';
import { ratePlace } from './rate-choice.ts';

/** What the study cannot say, as far as the results show it. */
export function caveats(content: DocumentContent): string[] {
  const { comparison } = content;
  if (comparison === undefined) return [];
  return [
    heading(2, 'What this cannot say'),
    markdownList([
      ...power(comparison),
      ...edges(comparison, content),
      ...unlearned(comparison, content),
      'Scores are those at the end of the budgets above; who learns fast in them need not end higher with longer training.',
      'Only learning rates were chosen. Every other setting of an optimizer is its default or stands in its name, and the ' +
        "agents' settings are the same for all.",
      ...(comparison.overall === undefined
        ? []
        : [
            'Intervals are over seeds: they say how far other seeds on the same tasks would come out elsewhere, and nothing ' +
              'of other tasks. How scores are normalised weighs the tasks.',
          ]),
      ...comparison.notes,
    ]),
  ];
}

/** How far two optimizers have to be apart for the study to notice. */
function power({ tasks, tests, correction }: Comparison): string[] {
  const pairs = tasks.flatMap((task) => task.pairs).filter(({ p }) => p !== undefined);
  if (pairs.length === 0) return [];
  const seeds = Math.min(...pairs.flatMap(({ seedsA, seedsB }) => [seedsA, seedsB]));
  const paired = pairs.every((pair) => pair.paired);
  const effect = detectableEffectSize(seeds, { alpha: correctedLevel(correction, tests), paired });
  const unshown = 'That no difference could be shown does not say that there is none';
  if (effect === undefined) return [`${unshown}.`];
  const deviation = paired ? 'standard deviations of the difference within a seed' : 'standard deviations';
  return [
    `${unshown}: with ${seeds} seeds and corrections for ${tests} tests, the means have to be about ` +
      `${formatNumber(effect)} ${deviation} apart to be found in four of five such studies.`,
  ];
}

function edges({ tasks }: Comparison, { facts }: DocumentContent): string[] {
  const found = tasks.flatMap((task) =>
    task.contenders.flatMap((contender) => {
      const place = ratePlace(contender, runsOf(task, facts), facts.criterion);
      return place === 'lowest' || place === 'highest'
        ? [`${contender.name} on ${taskName(task)} (${place})`]
        : [];
    }),
  );
  if (found.length === 0) return [];
  return [
    `The chosen learning rate is the lowest or highest of those tried for ${listed(found)}: a better one may lie beyond, ` +
      'so such an optimizer may be better than it looks here.',
  ];
}

function unlearned({ tasks }: Comparison, { facts }: DocumentContent): string[] {
  const names = tasks
    .filter((task) => learning(task, runsOf(task, facts))?.shown === false)
    .map((task) => `${taskName(task)}`);
  if (names.length === 0) return [];
  return [
    `Nobody is shown to have learned anything on ${names.join('; ')} within the budget: what is said of that is about ` +
      'who does the least harm.',
  ];
}
