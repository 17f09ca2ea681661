import { several } from '../../several.ts';
import { fewestSeeds, type Interval } from '../../stats/index.ts';
import { evaluatedScore } from '../../task-words.ts';
import { formatCount, formatHundredths, formatNumber, formatP, formatPercent } from '../../text/format.ts';
import { overSentences } from '../several/over.ts';
import type { Comparison, Metric, Pair, TaskComparison } from './comparison.ts';

const manySeeds = 1000;

/** What came of a comparison in plain sentences: of several experiments which these are, one a pair, task by task, then one a pair over all tasks. */
export function sentences(comparison: Comparison): string[] {
  const several = comparison.tasks.length > 1;
  return [
    ...overSentences(comparison.experiment),
    ...comparison.tasks.flatMap((task) =>
      taskSentences(task, comparison).map((sentence) =>
        several ? `${task.env}, ${task.agent}: ${sentence}` : sentence,
      ),
    ),
    ...(comparison.overall?.pairs ?? []).map(({ a, b, probabilityOfImprovement: { value, interval } }) => {
      const sure =
        interval === undefined ? '' : ` (95 % interval over seeds ${range(interval, formatHundredths)})`;
      const where = `Over ${comparison.overall!.tasks.length} tasks`;
      return `${where}, a run of ${a} beats one of ${b} with probability ${formatHundredths(value)}${sure}.`;
    }),
  ];
}

/** One sentence a pair of a task, without saying which task that is. */
export function taskSentences(task: TaskComparison, comparison: Comparison): string[] {
  return task.pairs.map((pair) => pairSentence(pair, task, comparison));
}

function pairSentence(pair: Pair, task: TaskComparison, { metric, correction, tests }: Comparison): string {
  const { a, b, p, pAdjusted, effect } = pair;
  const seeds = seedCount(pair);
  if (p === undefined) {
    return `${a} and ${b}: ${seeds} cannot say; run at least ${fewestSeeds} (10 are better).`;
  }
  const reached = (name: string) => task.optimizers.find((each) => each.name === name)!.reached;
  if (reached(a) === 0 && reached(b) === 0) {
    return `Neither ${a} nor ${b} reached ${formatNumber(task.rewardThreshold)} with ${seeds}.`;
  }
  if (!pair.significant) return `${unshown(pair, seeds)}${needed(pair)}.`;
  const after =
    correction === 'none' || tests < 2
      ? ''
      : ` after ${correction === 'holm' ? 'Holm' : 'Benjamini-Hochberg'}`;
  const interval =
    effect.interval === undefined ? '' : `95 % interval ${effectRange(metric, effect.interval)}, `;
  const shown = `${advantage(pair, task, metric)} (${interval}${seeds}, p ${equals(pAdjusted!)}${after}).`;
  return `${shown}${withChoice(pair, task, metric)}`;
}

/** Whether what was shown holds for other tuning seeds; nothing where no rate was chosen. */
function withChoice({ a, b, effect }: Pair, { optimizers }: TaskComparison, metric: Metric): string {
  const chosen = optimizers.filter(
    ({ name, rateChosenBy }) =>
      (name === a || name === b) && (rateChosenBy === 'tuning' || rateChosenBy === 'same seeds'),
  );
  if (chosen.length === 0) return '';
  const { intervalWithChoice: interval } = effect;
  const what = chosen.some(({ setting }) => setting !== undefined) ? 'settings' : 'rates';
  if (interval === undefined) {
    return ` Whether other tuning seeds would have shown it cannot be said: fewer than ${fewestSeeds} of them chose the ${what}.`;
  }
  const over = `with the ${what} chosen anew the 95 % interval over tuning and scoring seeds is ${effectRange(metric, interval)}`;
  return interval[0] > 0
    ? ` Also ${over}.`
    : ` But ${over}: that other tuning seeds would show it cannot be said.`;
}

function unshown({ a, b, effect }: Pair, seeds: string): string {
  return effect.value === 0
    ? `${a} and ${b} came out the same with ${seeds}`
    : `No difference between ${a} and ${b} could be shown with ${seeds}`;
}

function needed({ seedsNeeded, seedsA, seedsB }: Pair): string {
  if (seedsNeeded === undefined) return '';
  if (seedsNeeded > manySeeds) return `; more than ${manySeeds} would be needed`;
  // The estimate is of seeds for both; with more than that already, it was luck or the corrections.
  if (seedsNeeded <= Math.min(seedsA, seedsB)) return '; a few more may do';
  return `; about ${seedsNeeded} would be needed`;
}

function advantage({ a, b, effect: { value } }: Pair, task: TaskComparison, metric: Metric): string {
  const { words } = task;
  switch (metric) {
    case 'final_return':
      return `${a} ends with a ${evaluatedScore(words)} ${formatNumber(value)} higher than ${b}`;
    case 'last_100_return':
      return `${a} returns ${formatNumber(value)} more than ${b} over its last 100 training episodes`;
    case 'sampled_return':
      return `${a} ends with a mean return ${formatNumber(value)} higher than ${b} where actions are drawn`;
    case 'best_return':
      return `${a} has a best ${evaluatedScore(words)} ${formatNumber(value)} higher than ${b}, whenever that was`;
    case 'area_return':
      return `${a} has a ${evaluatedScore(words)} ${formatNumber(value)} higher than ${b} over all of training (area under the evaluations)`;
    case 'success_rate':
      return `${a} succeeds in ${formatPercent(value)} percentage points more episodes than ${b}`;
    case 'steps_to_threshold':
      return `${a} reaches ${formatNumber(task.rewardThreshold)} in ${formatPercent(value)} % fewer ${words.unit}s than ${b}`;
    case 'seconds_to_threshold':
      return `${a} reaches ${formatNumber(task.rewardThreshold)} in ${formatPercent(value)} % less time than ${b}`;
  }
}

/** An interval of an effect in the unit of the effect: `20.1 to 70.3`, `21 to 52 %`, `21 to 52 points`. */
function effectRange(metric: Metric, interval: Interval): string {
  switch (metric) {
    case 'success_rate':
      return `${range(interval, formatPercent)} points`;
    case 'steps_to_threshold':
    case 'seconds_to_threshold':
      return `${range(interval, formatPercent)} %`;
    default:
      return range(interval, formatNumber);
  }
}

function range([low, high]: Interval, format: (value: number) => string): string {
  return `${format(low)} to ${format(high)}`;
}

function seedCount({ seedsA, seedsB }: Pair): string {
  if (seedsA !== seedsB) return `${formatCount(seedsA)} and ${formatCount(seedsB)} seeds`;
  return several(seedsA, 'seed');
}

/** `= 0.002`, `< 0.001` */
function equals(p: number): string {
  const text = formatP(p);
  return text.startsWith('<') ? text : `= ${text}`;
}
