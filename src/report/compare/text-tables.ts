import { formatCount, formatNumber, formatP, formatRate, formatSeconds, formatShare } from '../format.ts';
import type { Comparison, Estimate, Interval, Metric, Pair, TaskComparison } from './comparison.ts';

/** A table of texts, for a terminal, Markdown or LaTeX. */
export interface TextTable {
  readonly heading: string;
  readonly columns: readonly { readonly header: string; readonly align: 'left' | 'right' }[];
  readonly rows: readonly (readonly string[])[];
  /** What belongs below it. */
  readonly notes: readonly string[];
}

const headers: Readonly<Record<Metric, string>> = {
  final_return: 'final return',
  last_100_return: 'last 100 episodes',
  success_rate: 'success rate',
  steps_to_threshold: 'steps to threshold',
  seconds_to_threshold: 'time to threshold',
};

const formats: Readonly<Record<Metric, (value: number) => string>> = {
  final_return: formatNumber,
  last_100_return: formatNumber,
  success_rate: formatShare,
  steps_to_threshold: formatCount,
  seconds_to_threshold: formatSeconds,
};

/** For every task a table of the optimizers and one of their pairs, then the same over all tasks. */
export function textTables(comparison: Comparison): TextTable[] {
  return [
    ...comparison.tasks
      .filter(({ contenders }) => contenders.length > 0)
      .flatMap((task) => [
        contenderTable(task, comparison),
        ...(task.pairs.length > 0 ? [pairTable(task.pairs, comparison)] : []),
      ]),
    ...overallTables(comparison),
  ];
}

function contenderTable(task: TaskComparison, { experiment, metric }: Comparison): TextTable {
  const format = formats[metric];
  const title = experiment.title || `experiment ${experiment.id}`;
  const timed = task.contenders.some(({ reached }) => reached !== undefined);
  return {
    heading: `${title}: ${task.env}, ${task.agent}, ${formatCount(task.totalTimesteps)} steps`,
    columns: [
      left('optimizer'),
      right('lr'),
      right('seeds'),
      ...(timed ? [right(`reached ${formatNumber(task.rewardThreshold)}`)] : []),
      left(headers[metric]),
    ],
    rows: task.contenders.map(({ name, learningRate, seeds, diverged, reached, mean, interval }) => [
      name,
      formatRate(learningRate),
      diverged > 0 ? `${seeds} (${diverged} div.)` : String(seeds),
      ...(timed ? [`${reached}/${seeds}`] : []),
      withInterval(mean, interval, format),
    ]),
    notes: task.contenders.some(({ interval }) => interval !== undefined)
      ? ['[a, b]: 95 % bootstrap interval of the mean over seeds.']
      : [],
  };
}

function pairTable(pairs: readonly Pair[], { metric, correction, tests }: Comparison): TextTable {
  const kind = pairs[0]!.effect.kind;
  const percent = (share: number): string => formatNumber(Math.round(share * 100));
  const format = kind === 'reduction' || metric === 'success_rate' ? percent : formatNumber;
  const adjusted = correction !== 'none' && tests > 1;
  const names = [...new Set(pairs.map(({ test }) => test).filter((test) => test !== undefined))];
  const corrected =
    correction === 'holm' ? `Holm over ${tests} tests` : `Benjamini-Hochberg over ${tests} tests`;
  return {
    heading: '',
    columns: [
      left('better - worse'),
      left(kind === 'reduction' ? '% less' : metric === 'success_rate' ? 'points' : 'difference'),
      right('P(better)'),
      right('delta'),
      right('p'),
      ...(adjusted ? [right(correction === 'holm' ? 'p Holm' : 'p BH')] : []),
    ],
    rows: pairs.map(({ a, b, effect, probabilityOfImprovement, cliffsDelta, p, pAdjusted }) => [
      `${a} - ${b}`,
      withInterval(effect.value, effect.interval, format),
      formatNumber(probabilityOfImprovement),
      formatNumber(cliffsDelta),
      formatP(p),
      ...(adjusted ? [formatP(pAdjusted)] : []),
    ]),
    notes: [
      "P(better): chance that a run of the first beats one of the second; delta: Cliff's.",
      ...names.map((name) => `p: ${name}${adjusted ? `; ${corrected}` : ''}.`),
    ],
  };
}

function overallTables({ overall }: Comparison): TextTable[] {
  if (overall === undefined) return [];
  const cell = ({ value, interval }: Estimate): string => withInterval(value, interval, formatHundredths);
  return [
    {
      heading: `Over ${overall.tasks.length} tasks, scores normalised`,
      columns: [left('optimizer'), left('IQM'), left('mean'), left('median'), left('optimality gap')],
      rows: overall.contenders.map(({ name, iqm, mean, median, optimalityGap }) => [
        name,
        ...[iqm, mean, median, optimalityGap].map(cell),
      ]),
      notes: [
        ...overall.tasks.map(({ env, agent, scale }) => `${env}, ${agent}: ${scale}.`),
        '[a, b]: 95 % stratified bootstrap interval. Optimality gap: how far scores fall short of 1; less is better.',
      ],
    },
    {
      heading: '',
      columns: [left('better - worse'), left('P(better) over tasks')],
      rows: overall.pairs.map(({ a, b, probabilityOfImprovement }) => [
        `${a} - ${b}`,
        cell(probabilityOfImprovement),
      ]),
      notes: [],
    },
  ];
}

function withInterval(
  value: number,
  interval: Interval | undefined,
  format: (value: number) => string,
): string {
  return interval === undefined ? format(value) : `${format(value)} [${interval.map(format).join(', ')}]`;
}

/** Shares and normalised scores need no more than two digits, and columns of them line up. */
function formatHundredths(value: number): string {
  return Math.abs(value) < 99.5 ? value.toFixed(2) : formatNumber(value);
}

function left(header: string): TextTable['columns'][number] {
  return { header, align: 'left' };
}

function right(header: string): TextTable['columns'][number] {
  return { header, align: 'right' };
}
