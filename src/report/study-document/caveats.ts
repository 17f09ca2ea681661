import { groupBy } from '../../group-by.ts';
import { several } from '../../several.ts';
import { detectableEffectSize } from '../../stats/index.ts';
import { formatNumber } from '../../text/format.ts';
import { listed } from '../../text/listed.ts';
import { markdownList } from '../../text/markdown.ts';
import type { Comparison } from '../compare/index.ts';
import { correctedLevel } from '../compare/pairs.ts';
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
      'Scores are those at the end of these budgets; who is ahead there need not be with longer training.',
      settingsLeft(comparison),
      ...tuningLuck(content),
      ...(comparison.overall === undefined
        ? []
        : [
            'Tests and intervals are over seeds: they speak of other seeds on the same tasks, not of other tasks. How ' +
              'scores are normalised decides how much each task counts.',
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
  const deviations = paired
    ? 'standard deviations of the difference between paired runs'
    : 'standard deviations';
  return [
    `${unshown}: with ${seeds} seeds and the correction for ${several(tests, 'test')}, two means have to lie about ` +
      `${formatNumber(effect)} ${deviations} apart for a chance of 80 % that it is shown.`,
  ];
}

function edges({ tasks }: Comparison, { facts }: DocumentContent): string[] {
  const found = tasks.flatMap((task) =>
    task.optimizers.flatMap((optimizer) => {
      const place = ratePlace(optimizer, runsOf(task, facts), facts.criterion);
      return place === 'lowest' || place === 'highest'
        ? [{ name: optimizer.name, where: `${place} on ${taskName(task)}` }]
        : [];
    }),
  );
  if (found.length === 0) return [];
  const named = [...groupBy(found, ({ name }) => name)].map(
    ([name, places]) => `${name} (${places.map(({ where }) => where).join('; ')})`,
  );
  return [
    `The chosen learning rate is at an end of those tried for ${listed(named)}. A better one may lie beyond it, so that ` +
      'they may be better there than it looks.',
  ];
}

/** What nobody has tuned. */
function settingsLeft({ tasks }: Comparison): string {
  const given = ['only', 'asked'];
  const chosen = tasks.some(({ optimizers }) =>
    optimizers.some(({ rateChosenBy }) => !given.includes(rateChosenBy)),
  );
  const among = tasks.some(({ optimizers }) => optimizers.some(({ setting }) => setting !== undefined));
  const rates = chosen
    ? among
      ? 'Learning rates were chosen, and of some optimizers the settings that the study varies.'
      : 'Only learning rates were chosen.'
    : 'Learning rates are those that the study gives; at others the order may be another.';
  return `${rates} Every other setting of an optimizer is its default or stands in its name, and the agents' settings are the same for all.`;
}

/** Tests hold the chosen rates fixed, and so do intervals but those in which the choice is made anew. */
function tuningLuck({ comparison, groups }: DocumentContent): string[] {
  const seeds = new Set(groups.filter(({ phase }) => phase === 'tuning').flatMap((group) => group.seeds))
    .size;
  if (seeds === 0) return [];
  const anew = comparison?.tasks.some(({ optimizers }) =>
    optimizers.some(({ choice }) => choice !== undefined),
  );
  return [
    `${groups.some(({ settingOf }) => settingOf !== null) ? 'Settings' : 'Learning rates'} were chosen by ${several(seeds, 'seed')}. Others might have chosen otherwise, ` +
      `${anew ? 'which intervals with the choice made anew take into account, and nothing else does' : 'and no test or interval takes that into account'}.`,
  ];
}

function unlearned({ tasks }: Comparison, { facts }: DocumentContent): string[] {
  const names = tasks.filter((task) => learning(task, runsOf(task, facts))?.shown === false).map(taskName);
  if (names.length === 0) return [];
  return [
    `Nobody is shown to have learned anything on ${names.join('; ')} within the budget: a difference there is one of who does ` +
      'less harm.',
  ];
}
