import { several } from '../../several.ts';
import { median } from '../../stats/index.ts';
import { formatHundredths, formatShare } from '../../text/format.ts';
import { listed } from '../../text/listed.ts';
import { markdownList } from '../../text/markdown.ts';
import type { BudgetComparison } from '../budget/compare-budget.ts';
import type { Comparison } from '../compare/index.ts';
import { withInterval } from '../compare/text-tables.ts';
import { isAhead } from '../is-ahead.ts';
import type { ProfileComparison, ProfilesInUnit } from '../profiles/compare-profiles.ts';
import type { SensitivityComparison } from '../sensitivity/compare-sensitivity.ts';
import { settingText } from '../sensitivity/sensitivity-text.ts';
import { chosenSettings, firm } from './chosen-settings.ts';
import type { DocumentContent } from './document-content.ts';
import { duels } from './duels.ts';
import { heading } from './markdown-parts.ts';
import { overallVerdicts } from './pair-verdicts.ts';

/**
 * What a practitioner can do with a study of several tasks: at most five sentences, each composed of its numbers by a rule, which
 * says that something cannot be said where the numbers do not show it. Nothing of a single task.
 */
export function advice({ comparison, looks }: Pick<DocumentContent, 'comparison' | 'looks'>): string[] {
  if (comparison?.overall === undefined) return [];
  const sentences = [
    whenTuned(comparison),
    ofTrials(looks.budget),
    withOneSetting(looks.sensitivity),
    whenTimeCounts(looks.profiles),
    ofTheChoice(comparison),
  ].filter((sentence) => sentence !== undefined);
  return [heading(2, 'What to do with it'), markdownList(sentences)];
}

/** Whom to take where settings are tuned as here: those that nobody is shown to beat over all tasks. */
export function whenTuned(comparison: Comparison): string {
  const names = comparison.overall!.optimizers.map(({ name }) => name);
  const all = duels(comparison);
  const [tasks, tuned] = [comparison.overall!.tasks.length, chosenSettings(comparison).length > 0];
  const when = tuned ? 'If you tune for each task as was done here,' : 'With settings as they are here,';
  if (all === undefined) {
    return `${when} whom to take cannot be said: that needs the same 3 seeds or more of everybody on every task.`;
  }
  const verdicts = names.map((name) => overallVerdicts(name, all));
  const unbeaten = verdicts.filter(({ worse }) => worse.length === 0).map(({ name }) => name);
  const behindAll = verdicts
    .filter(({ name, worse }) => !unbeaten.includes(name) && unbeaten.every((each) => worse.includes(each)))
    .map(({ name }) => name);
  if (unbeaten.length === names.length) {
    return `${when} whom to take cannot be said: over ${tasks} tasks, seed by seed, nobody is shown to be better than anybody.`;
  }
  if (unbeaten.length === 0) {
    return `${when} whom to take cannot be said: over ${tasks} tasks, seed by seed, everybody is shown to be worse than somebody.`;
  }
  const others = names.filter((name) => !unbeaten.includes(name));
  if (unbeaten.length === 1 && behindAll.length === others.length) {
    return `${when} take ${unbeaten[0]}: over ${tasks} tasks, seed by seed, it is shown to be better than ${ofOthers(behindAll, others)}.`;
  }
  const choice =
    unbeaten.length === 1
      ? `${unbeaten[0]}, which nobody is shown to beat over ${tasks} tasks, seed by seed`
      : `one of ${listed(unbeaten)}, which nobody is shown to beat over ${tasks} tasks, seed by seed, and between which no choice can be made`;
  const left =
    behindAll.length === 0 ? '' : `; leave ${listed(behindAll)}, shown to be worse than each of these`;
  return `${when} take ${choice}${left}.`;
}

/** How many settings to try, and whom to take where few are. */
export function ofTrials(budget: BudgetComparison | undefined): string | undefined {
  if (budget?.overall === undefined) return undefined;
  const { trials } = budget.overall;
  const gains = trials.flatMap(({ trials: count, gain }, at) => {
    const interval = gain?.interval;
    if (gain === undefined || interval === undefined) return [];
    const words = `${count} in place of ${trials[at - 1]!.trials} gain ${withInterval(gain.value, interval, formatHundredths)}`;
    return isAhead(gain) ? [words] : [];
  });
  const worth =
    gains.length === 0
      ? 'Whether to try more settings cannot be said: no gain is shown'
      : `Try several settings: of the range between bad and good scores (5th to 95th percentile) ${listed(gains)}, on average over optimizers and tasks`;
  const [first] = trials;
  const ahead = first!.lead.filter(({ difference }) => isAhead(difference));
  const alone =
    first!.trials > 1
      ? ''
      : ahead.length === 0
        ? '; with a single setting drawn at random whom to take cannot be said'
        : `; with a single one drawn at random take ${first!.optimizers[0]!.name}, ahead of ${ofOthers(ahead, first!.lead)}`;
  return `${worth}${alone}.`;
}

/** Whom to take, and how, where one setting has to do for all tasks. */
export function withOneSetting(found: SensitivityComparison | undefined): string | undefined {
  if (found === undefined || found.optimizers.length < 2) return undefined;
  const [best] = found.optimizers.toSorted((a, b) => b.fixed.value - a.fixed.value);
  const ahead = found.lead.filter(({ difference }) => isAhead(difference));
  const open = found.lead.filter((each) => !ahead.includes(each)).map(({ over }) => over);
  const when = 'If one setting has to do for all tasks,';
  const score = `normalised score ${withInterval(best!.fixed.value, best!.fixed.interval, formatHundredths)}`;
  if (ahead.length === 0) {
    return `${when} whom to take cannot be said: no lead of ${best!.name} with ${settingText(best!.setting)} (${score}) is shown over anybody.`;
  }
  const but = open.length === 0 ? '' : `; that it is ahead of ${listed(open)} cannot be said`;
  return `${when} take ${best!.name} with ${settingText(best!.setting)} (${score}, ${formatHundredths(best!.sensitivity.value)} less than with the best setting of each task): it is ahead of ${ofOthers(ahead, found.lead)}${but}.`;
}

/** Whom to take where the way to the threshold counts. */
export function whenTimeCounts(found: ProfileComparison | undefined): string | undefined {
  if (found === undefined) return undefined;
  const { tasks, units } = found;
  const when = `If what counts is how fast a threshold is reached (${several(tasks.length, 'task')} with one),`;
  if (units.every(({ optimizers }) => optimizers[0]!.score === 0)) {
    return `${when} whom to take cannot be said: nobody reached one.`;
  }
  if (!units.some(({ lead }) => lead.some(isAhead))) {
    return `${when} whom to take cannot be said, neither in ${units.map(({ called }) => called).join(' nor in ')}.`;
  }
  return `${when} ${listed(units.map(inUnit))}.`;
}

function inUnit({ called, optimizers, lead }: ProfilesInUnit): string {
  const [first] = optimizers;
  const ahead = lead.filter(isAhead);
  return ahead.length === 0
    ? `in ${called} whom to take cannot be said`
    : `in ${called} take ${first!.name}, B ${withInterval(first!.score, first!.interval, formatHundredths)}, ahead of ${ofOthers(ahead, lead)}`;
}

/** `3 of 4 others`, `all 4 others`, `the other` */
function ofOthers({ length: some }: readonly unknown[], { length: all }: readonly unknown[]): string {
  if (some === 1 && all === 1) return 'the other';
  return some === all ? `all ${several(all, 'other')}` : `${some} of ${several(all, 'other')}`;
}

/** Below which share of resamples a choice is a matter of luck. */
const lucky = 0.5;

/** How far to trust what tuning chose. */
export function ofTheChoice(comparison: Comparison): string | undefined {
  const chosen = chosenSettings(comparison);
  const shown = comparison.tasks.flatMap(({ pairs }) => pairs).filter(({ significant }) => significant);
  const judged = shown.filter(({ effect }) => effect.intervalWithChoice !== undefined);
  if (chosen.length === 0) return undefined;
  const seeds = Math.min(
    ...comparison.tasks.flatMap(({ optimizers }) =>
      optimizers.flatMap(({ choice }) => (choice === undefined ? [] : [choice.tuningSeeds])),
    ),
  );
  const typical = median(chosen.map(({ share }) => share))!;
  const what =
    typical >= firm
      ? 'The settings that were chosen can be taken over on these tasks'
      : typical < lucky
        ? `Do not take single settings over, and tune by more than ${seeds} seeds`
        : `Take single settings over with care, or tune by more than ${seeds} seeds`;
  const again = `in other draws of the ${seeds} tuning seeds the same setting is chosen ${formatShare(typical)} of the time (median of ${several(chosen.length, 'choice')})`;
  const holding = judged.filter(({ effect }) => effect.intervalWithChoice![0] > 0).length;
  const differences =
    judged.length === 0
      ? ''
      : `; of the differences that are shown task by task, ${holding} of ${judged.length} hold with settings chosen anew`;
  return `${what}: ${again}${differences}.`;
}
