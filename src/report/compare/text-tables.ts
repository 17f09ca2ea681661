import { several } from '../../several.ts';
import type { Interval } from '../../stats/index.ts';
import { byWhat, distinctWords, finalScore, type TaskWords } from '../../task-words.ts';
import {
  formatCount,
  formatHundredths,
  formatNumber,
  formatP,
  formatPercent,
  formatRate,
  formatSeconds,
  formatShare,
} from '../../text/format.ts';
import { alike, type ColumnFormat, each, estimate } from '../../text/format-alike.ts';
import { formatBudget } from '../../text/format-budget.ts';
import { type Heading, left, right } from '../../text/heading.ts';
import { divergedMark, notFiniteMark, notFiniteMeaning, seedsCell } from '../counted-as-worst.ts';
import { titleOrNumber } from '../title-or-number.ts';
import type {
  ComparedOptimizer,
  Comparison,
  Estimate,
  IntervalMethod,
  Metric,
  Pair,
  RateChoice,
  TaskComparison,
} from './comparison.ts';
import { measures } from './metric.ts';

/** A table of texts, for a terminal, Markdown or LaTeX. */
export interface TextTable {
  readonly heading: string;
  readonly columns: readonly Heading[];
  readonly rows: readonly (readonly string[])[];
}

/** What a metric is called on a task. */
function headerOf(metric: Metric, words: TaskWords): string {
  if (metric === 'final_return') return finalScore(words);
  if (metric === 'best_return') return `best ${words.score}`;
  if (metric === 'area_return') return `area, ${words.score}`;
  return metric === 'steps_to_threshold' ? `${words.unit}s to threshold` : headers[metric];
}

const headers: Readonly<
  Record<Exclude<Metric, 'final_return' | 'best_return' | 'area_return' | 'steps_to_threshold'>, string>
> = {
  last_100_return: 'last 100 episodes',
  sampled_return: 'sampled return',
  success_rate: 'success rate',
  seconds_to_threshold: 'time to threshold',
};

const formats: Readonly<Record<Metric, ColumnFormat>> = {
  final_return: alike,
  last_100_return: alike,
  sampled_return: alike,
  best_return: alike,
  area_return: alike,
  success_rate: each(formatShare),
  steps_to_threshold: each(formatCount),
  seconds_to_threshold: each(formatSeconds),
};

/** By which policy, where that is not plain. */
function meaningOf(metric: Metric, words: TaskWords): string | undefined {
  if (metric === 'final_return') return `of the last evaluation${byWhat(words)}`;
  if (metric === 'best_return')
    return `the highest of a run's evaluations, whenever that was, which chance flatters${byWhat(words)}`;
  if (metric === 'area_return')
    return `area under a run's evaluations over ${words.unit}s, divided by these: the mean over training${byWhat(words)}`;
  return meanings[metric];
}

const meanings: Partial<Readonly<Record<Metric, string>>> = {
  last_100_return: 'of training, by the policy with exploration',
  sampled_return: 'of the last evaluation with exploration, as in training',
};

/** For every task a table of the optimizers and one of their pairs, then the same over all tasks. */
export function textTables(comparison: Comparison): TextTable[] {
  return [
    ...comparison.tasks
      .filter(({ optimizers }) => optimizers.length > 0)
      .flatMap((task) => [
        optimizerTable(task, comparison),
        ...(task.pairs.length > 0 ? [pairTable(task.pairs, comparison)] : []),
        ...choiceTables(task, comparison),
      ]),
    ...overallTables(comparison),
  ];
}

/** What the signs and columns of the tables mean. */
export function legend({ metric, tasks, overall, correction, tests, interval }: Comparison): string[] {
  const optimizers = tasks.flatMap((task) => task.optimizers);
  const pairs = tasks.flatMap((task) => task.pairs);
  const names = [...new Set(pairs.map(({ test }) => test).filter((test) => test !== undefined))];
  const corrected = isCorrected({ correction, tests })
    ? `; ${correction === 'holm' ? 'Holm' : 'Benjamini-Hochberg'} over ${several(tests, 'test')}`
    : '';
  const note = (holds: boolean, text: string) => (holds ? [text] : []);
  const chosen = settingsChosen(optimizers) ? 'setting' : 'rate';
  return [
    ...distinctWords(tasks.map(({ words }) => words)).flatMap((words) => {
      const meaning = meaningOf(metric, words);
      return note(meaning !== undefined, `${headerOf(metric, words)}: ${meaning}.`);
    }),
    ...note(
      optimizers.some(({ sampledMean }) => sampledMean !== undefined),
      'sampled: on the same episodes with exploration, as in training.',
    ),
    ...note(
      optimizers.some(({ interval }) => interval !== undefined),
      `[a, b]: 95 % ${intervalName(metric, interval)} over seeds.`,
    ),
    ...note(
      optimizers.some(({ choice }) => choice !== undefined),
      `${capital(chosen)} chosen anew: in how many resamples of the tuning seeds each ${chosen} is chosen, and the 95 % ${bootstraps[interval]} over tuning and scoring seeds with that choice inside. A ${chosen} that was never scored is scored by other draws of its tuning runs.`,
    ),
    ...note(
      optimizers.some(({ diverged }) => diverged > 0),
      `${divergedMark}: diverged.`,
    ),
    ...note(
      optimizers.some(({ notFinite }) => notFinite > 0),
      `${notFiniteMark}: ${notFiniteMeaning}.`,
    ),
    ...note(pairs.length > 0, "P: chance that a run of the first beats one of the second; delta: Cliff's."),
    ...names.map((name) => `p: ${name}${corrected}.`),
    ...note(
      measures[metric].share === true && overall !== undefined,
      `Over several tasks, [a, b]: 95 % ${bootstraps[interval]} over the seeds of each.`,
    ),
    ...note(overall !== undefined, 'Optimality gap: how far scores fall short of 1; less is better.'),
    ...(overall?.tasks ?? []).map(({ env, agent, scale }) => `Scale of ${env}, ${agent}: ${scale}.`),
  ];
}

const bootstraps: Readonly<Record<IntervalMethod, string>> = {
  percentile: 'bootstrap interval',
  bca: 'bootstrap interval (BCa)',
};

function intervalName(metric: Metric, method: IntervalMethod): string {
  return measures[metric].share ? 'interval of Wilson, of a difference of Newcombe,' : bootstraps[method];
}

function optimizerTable(task: TaskComparison, { experiment, metric }: Comparison): TextTable {
  const scores = task.optimizers.map(({ mean, interval }) => estimate(mean, interval));
  const format = formats[metric](scores);
  const samples = task.optimizers.map(({ sampledMean }) => [sampledMean] as const);
  const sampledFormat = alike(samples);
  const title = titleOrNumber(experiment);
  const sampled = task.optimizers.some(({ sampledMean }) => sampledMean !== undefined);
  const chosen = settingsChosen(task.optimizers);
  const timed = task.optimizers.some(({ reached }) => reached !== undefined);
  return {
    heading: `${title}: ${task.env}, ${task.agent}, ${formatBudget(task, task.words)}`,
    columns: [
      left('optimizer'),
      ...(chosen ? [left('setting')] : []),
      right('lr'),
      right('seeds'),
      ...(timed ? [right(`reached ${formatNumber(task.rewardThreshold)}`)] : []),
      left(headerOf(metric, task.words)),
      ...(sampled ? [right('sampled')] : []),
    ],
    rows: task.optimizers.map((optimizer, index) => [
      optimizer.name,
      ...(chosen ? [optimizer.beside ?? '-'] : []),
      formatRate(optimizer.learningRate),
      seedsCell(optimizer),
      ...(timed ? [`${optimizer.reached}/${optimizer.seeds}`] : []),
      format(scores[index]!),
      ...(sampled ? [sampledFormat(samples[index]!)] : []),
    ]),
  };
}

/** Every pair of a task: how far it is apart, and how sure that is. */
export function pairTable(pairs: readonly Pair[], comparison: Comparison): TextTable {
  const { metric, correction } = comparison;
  const shares = pairs[0]!.effect.kind === 'reduction';
  const effects = pairs.map(({ effect }) => estimate(effect.value, effect.interval));
  const percent = each((value) => formatPercent(value!));
  const format = (shares || metric === 'success_rate' ? percent : alike)(effects);
  const corrected = isCorrected(comparison);
  return {
    heading: '',
    columns: [
      left('better - worse'),
      left(shares ? '% less' : metric === 'success_rate' ? 'points' : 'difference'),
      right('P'),
      right('delta'),
      right('p'),
      ...(corrected ? [right(correction === 'holm' ? 'p Holm' : 'p BH')] : []),
    ],
    rows: pairs.map(({ a, b, probabilityOfImprovement, cliffsDelta, p, pAdjusted }, index) => [
      `${a} - ${b}`,
      format(effects[index]!),
      formatHundredths(probabilityOfImprovement),
      formatHundredths(cliffsDelta),
      formatP(p),
      ...(corrected ? [formatP(pAdjusted)] : []),
    ]),
  };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** True where more than learning rates was chosen for some. */
function settingsChosen(optimizers: readonly ComparedOptimizer[]): boolean {
  return optimizers.some(({ setting }) => setting !== undefined);
}

/** How firm the choice of each setting is; nothing where none was chosen. */
export function choiceTables(task: TaskComparison, { metric }: Comparison): TextTable[] {
  const chosen = task.optimizers.filter(({ choice }) => choice !== undefined);
  if (chosen.length === 0) return [];
  const scores = chosen.map(({ choice, mean }) => estimate(mean, choice!.interval));
  const format = formats[metric](scores);
  const more = settingsChosen(chosen);
  return [
    {
      heading: '',
      columns: [
        left(more ? 'setting chosen anew' : 'rate chosen anew'),
        left(more ? 'setting and lr: how often' : 'lr: how often'),
        left(headerOf(metric, task.words)),
      ],
      rows: chosen.map(({ name, choice }, index) => [name, choiceShareText(choice!), format(scores[index]!)]),
    },
  ];
}

/** The three that are chosen most often, and what the others come to: `0.001: 62 %, 0.003: 30 %, 2 others: 8 %`. */
function choiceShareText({ rates }: RateChoice): string {
  const found = rates.filter(({ share }) => share > 0).sort((a, b) => b.share - a.share);
  const shown = found.length <= 4 ? found : found.slice(0, 3);
  const rest = found.slice(shown.length);
  const others = rest.reduce((sum, { share }) => sum + share, 0);
  return [
    ...shown.map(
      ({ learningRate, beside, share }) =>
        `${beside ? `${beside} ` : ''}${formatRate(learningRate)}: ${formatShare(share)}`,
    ),
    ...(rest.length > 0 ? [`${rest.length} others: ${formatShare(others)}`] : []),
  ].join(', ');
}

function isCorrected({ correction, tests }: Pick<Comparison, 'correction' | 'tests'>): boolean {
  return correction !== 'none' && tests > 1;
}

/** Four columns of intervals would be wider than a terminal. */
function overallTables({ overall }: Comparison): TextTable[] {
  if (overall === undefined) return [];
  const { tasks, optimizers, pairs } = overall;
  const cell = ({ value, interval }: Estimate): string => withInterval(value, interval, formatHundredths);
  return [
    {
      heading: `Over ${tasks.length} tasks, scores normalised`,
      columns: [left('optimizer'), left('IQM'), left('optimality gap')],
      rows: optimizers.map(({ name, iqm, optimalityGap }) => [name, cell(iqm), cell(optimalityGap)]),
    },
    {
      heading: '',
      columns: [left('optimizer'), left('mean'), left('median of tasks')],
      rows: optimizers.map(({ name, mean, median }) => [name, cell(mean), cell(median)]),
    },
    {
      heading: '',
      columns: [left('better - worse'), left('P')],
      rows: pairs.map(({ a, b, probabilityOfImprovement }) => [
        `${a} - ${b}`,
        cell(probabilityOfImprovement),
      ]),
    },
  ];
}

/** `0.52 [0.45, 0.59]` */
export function withInterval(
  value: number,
  interval: Interval | undefined,
  format: (value: number) => string,
): string {
  return interval === undefined ? format(value) : `${format(value)} [${interval.map(format).join(', ')}]`;
}
