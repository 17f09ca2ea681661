import { formatBytes } from '../format-bytes.ts';
import { groupBy } from '../group-by.ts';
import { taskSettingsText } from '../report/task-settings.ts';
import { several } from '../several.ts';
import {
  type DescribedPopulation,
  type DescribedShare,
  type PlanDescription,
  patience,
} from '../sweep/cost/describe-plan.ts';
import { type Rung, shareWords } from '../sweep/plan/halving.ts';
import { tunedNoun } from '../sweep/plan/tuned-noun.ts';
import { wordsAmong } from '../task-words.ts';
import { definitions } from '../text/definitions.ts';
import { formatPercent, formatRate, formatSeconds } from '../text/format.ts';
import { formatBudget } from '../text/format-budget.ts';
import { type Column, table } from '../text/table.ts';
import { wrapped } from '../text/wrapped.ts';

const terminalWidth = 80;
/** How many times as much something may come to before that is said. */
const worthSaying = 1.3;
/** Longer lists are cut to their first and last values. */
const longestList = 24;
/** Of one process that trains more populations, the first ones are named. */
const longestShares = 6;

/** What a plan would train, at most 80 columns wide. */
export function descriptionText(answer: PlanDescription): string {
  const { title, populations, tuning, estimate } = answer;
  const runs = answer.runs - (tuning?.runs ?? 0);
  const tasks = groupBy(populations, ({ env, agent }) => `${env}, ${agent}`);
  const name = title === '' ? 'It' : `"${title}"`;
  return [
    wrapped(`${name} would train ${several(runs, 'run')} in ${several(populations.length, 'population')}:`),
    ...[...tasks].map(([task, own]) => `\n${taskText(task, own, answer)}`),
    '',
    definitions([
      ...routeRows(populations),
      ...(tuning?.rungs ? [['halving', halvingText(tuning.rungs, tuning.shareOfSteps!)]] : []),
      ...(tuning
        ? [
            [
              'then',
              `the best ${tunedNoun(tuning)} (${tuning.criterion}) of each optimizer that has several, on fresh seeds ${listed(tuning.seeds)}: ${tuning.runs} runs more`,
            ],
          ]
        : []),
      [
        'time',
        estimate.seconds === null
          ? `cannot be estimated: one evaluation and one update take more than ${patience} s`
          : `about ${formatSeconds(estimate.seconds)}${upTo(estimate.seconds, estimate.mostSeconds)} with ${several(estimate.workers!, 'worker')}, an estimate from a few updates`,
      ],
      ...shareRows(answer),
      [
        'memory',
        estimate.memoryBytes === null
          ? `cannot be estimated: a few updates on a few rows take more than ${patience} s`
          : `up to ${formatBytes(estimate.memoryBytes)}`,
      ],
      ...(estimate.fileBytes === null ? [] : [['results file', fileText(estimate)]]),
    ]),
  ].join('\n');
}

const columns: readonly Column<DescribedPopulation>[] = [
  { header: 'optimizer', cell: ({ optimizer }) => optimizer, wraps: true },
  { header: 'learning rates', cell: ({ learningRates }) => listedRates(learningRates) },
  { header: 'seeds', cell: ({ seeds }) => listed(seeds) },
  { header: 'runs', align: 'right', cell: ({ runs }) => String(runs) },
  { header: 'phase', cell: ({ phase }) => phase },
];

/** For populations some of whose critics have an optimizer of their own. */
const withCritics: readonly Column<DescribedPopulation>[] = columns.toSpliced(2, 0, {
  header: 'of critic',
  cell: ({ criticLearningRate }) => formatRate(criticLearningRate),
});

/** The populations of one environment and agent. */
function taskText(
  task: string,
  populations: readonly DescribedPopulation[],
  { taskSettings, taskWords }: PlanDescription,
): string {
  const { env, agent, evaluationEnv, parameters, networks, ...budget } = populations[0]!;
  const each = networks > 1 ? ` for each of ${several(networks, 'agent')}` : '';
  const elsewhere = evaluationEnv === env ? '' : `, evaluated on ${evaluationEnv}`;
  const heading = `${task}: ${formatBudget(budget, wordsAmong(taskWords)(env))}, ${several(parameters, 'parameter')}${each}${elsewhere}`;
  const own = taskSettings.find((each) => each.env === env && each.agent === agent);
  const set = taskSettingsText(env, own?.settings);
  const shown = populations.some(({ criticOptimizer }) => criticOptimizer !== null) ? withCritics : columns;
  return [
    wrapped(heading),
    ...(set === undefined ? [] : [wrapped(set)]),
    '',
    table(shown, populations, { width: terminalWidth }),
  ].join('\n');
}

/** `18 settings until 1/9 of the budget, the best 6 until 1/3, …` */
function halvingText(rungs: readonly Rung[], shareOfSteps: number): string {
  const parts = rungs.map(({ settings, share }, rung) =>
    [
      rung === 0 ? several(settings, 'setting') : `the best ${settings}`,
      share === 1 ? 'to the end' : `until ${shareWords(share)}${rung === 0 ? ' of the budget' : ''}`,
    ].join(' '),
  );
  return `${parts.join(', ')}: ${formatPercent(shareOfSteps)} % of the steps that tuning all of them to the end takes`;
}

/** How the parameters are divided, for optimizers that do. */
function routeRows(populations: readonly DescribedPopulation[]): string[][] {
  const divided = populations.filter(({ routes }) => routes !== null);
  const texts = divided.map(({ env, optimizer, routes }) => {
    const rules = routes!.map(
      ({ rule, numbers, parameters }) => `by ${rule} ${numbers}: ${parameters.join(', ')}`,
    );
    return [`${optimizer} on ${env}:`, ...rules].join('\n');
  });
  return [...new Set(texts)].map((text, index) => [index === 0 ? 'parameters' : '', text]);
}

/** What each of several processes trains; those that do the same stand together. */
function shareRows({ estimate: { shares, workers }, populations }: PlanDescription): string[][] {
  if (shares === null || workers === 1) return [];
  const texts = [...groupBy(shares, ({ worker }) => String(worker))].map(([worker, own]) => ({
    worker: Number(worker) + 1,
    text: listedShares(own, populations),
  }));
  return [...groupBy(texts, ({ text }) => text)].map(([text, alike]) => {
    const numbers = listed(alike.map(({ worker }) => worker).sort((a, b) => a - b));
    return alike.length === 1 ? [`worker ${numbers}`, text] : [`workers ${numbers}`, `each ${text}`];
  });
}

/** An optimizer, with what tells its population from others of its name. */
function nameAmong(populations: readonly DescribedPopulation[], index: number): string {
  const { env, agent, optimizer } = populations[index]!;
  const others = (of: (population: DescribedPopulation) => string) => new Set(populations.map(of)).size > 1;
  const task = [
    ...(others((each) => each.env) ? [env] : []),
    ...(others((each) => each.agent) ? [agent] : []),
  ];
  return [optimizer, ...task].join(' on ');
}

/** One after the other, but for the middle of long rows; parts of one population that follow each other stand together. */
function listedShares(
  shares: readonly DescribedShare[],
  populations: readonly DescribedPopulation[],
): string {
  const wholes: { population: number; runs: number; parts: number }[] = [];
  for (const { population, runs } of shares) {
    const last = wholes.at(-1);
    if (last?.population !== population) wholes.push({ population, runs, parts: 1 });
    else {
      last.runs += runs;
      last.parts++;
    }
  }
  const texts = wholes.map(({ population, runs, parts }, index) => {
    const what = `${index === 0 ? several(runs, 'run') : runs} of ${nameAmong(populations, population)}`;
    return parts === 1 ? what : `${what} in ${parts} parts`;
  });
  if (texts.length <= longestShares) return texts.join(', ');
  return [...texts.slice(0, longestShares - 1), `… (${texts.length} in all)`].join(', ');
}

/** What it may become: nobody knows beforehand how long the episodes of trained policies last. */
function upTo(seconds: number, mostSeconds: number | null): string {
  if (mostSeconds === null || mostSeconds < worthSaying * seconds) return '';
  return `, up to ${formatSeconds(mostSeconds)} if evaluated episodes come to last as long as they may,`;
}

/** With the checkpoints, where these are a part worth speaking of. */
function fileText({ fileBytes, mostFileBytes }: PlanDescription['estimate']): string {
  const [whole, most] = [formatBytes(fileBytes!), formatBytes(mostFileBytes!)];
  if (most === whole || mostFileBytes! < worthSaying * fileBytes!) return `about ${whole}`;
  return `about ${whole}, up to ${most} with the checkpoints of runs that have not ended`;
}

/** `1–5`, `3, 8`, `1 … 40 (12)`. */
function listed(seeds: readonly number[]): string {
  const isRow = seeds.length > 2 && seeds.every((seed, index) => seed === seeds[0]! + index);
  return isRow ? `${seeds[0]}–${seeds.at(-1)}` : shortened(seeds.map(String));
}

function listedRates(rates: readonly (number | null)[]): string {
  return shortened([...rates].sort((a, b) => (a ?? 0) - (b ?? 0)).map(formatRate));
}

function shortened(values: readonly string[]): string {
  const all = values.join(', ');
  return all.length <= longestList ? all : `${values[0]} … ${values.at(-1)} (${values.length})`;
}
