import type { Argv } from 'yargs';
import { startBackend } from '../backends/index.ts';
import { formatBytes } from '../format-bytes.ts';
import { groupBy } from '../group-by.ts';
import { countNumbers, makeOptimizer } from '../optimizers/index.ts';
import { taskSettingsText } from '../report/task-settings.ts';
import { several } from '../several.ts';
import { calibrateApart } from '../sweep/cost/calibrate-apart.ts';
import { estimateSweep } from '../sweep/cost/estimate.ts';
import { type FittedPlan, fitToMemory } from '../sweep/cost/fit-to-memory.ts';
import { memoryRoom } from '../sweep/cost/memory-room.ts';
import type { PlannedPopulation, SweepPlan } from '../sweep/plan/plan.ts';
import { countScoringRuns } from '../sweep/plan/scoring-stage.ts';
import { smallBudgets } from '../sweep/plan/small-budgets.ts';
import type { ExperimentSettings } from '../sweep/run/experiment.ts';
import { definitions } from '../text/definitions.ts';
import { formatRate, formatSeconds } from '../text/format.ts';
import { formatBudget } from '../text/format-budget.ts';
import { type Column, table } from '../text/table.ts';
import { wrapped } from '../text/wrapped.ts';
import { assemble } from '../training/assemble.ts';
import { printable } from '../visible-text.ts';
import type { Execution } from './execution-flags.ts';
import { print } from './print.ts';

const terminalWidth = 80;
/** How many times as long it may take before that is said. */
const worthSaying = 1.3;
/** Longer lists are cut to their first and last values. */
const longestList = 24;
/** Seconds that trying out may take, but for the populations in hand. */
const budget = 3;
/** Seconds after which nothing more is waited for. */
const patience = 10;
/** Of the results file, its indices included; nearly all rows are gradient statistics. */
const bytesPerRow = 85;

/** Declares `--dry-run`, for the commands that train. */
export function declareDryRun<T>(yargs: Argv<T>): Argv<T> {
  return yargs.option('dry-run', {
    group: 'How to compute:',
    type: 'boolean',
    default: false,
    describe: 'train and write nothing; say what would be trained, and about how long that takes',
  }) as unknown as Argv<T>;
}

/** Says what a plan would train, how long that takes, and how much room. Nothing is written. */
export async function dryRun(
  wanted: SweepPlan,
  settings: ExperimentSettings,
  { workers: asked, json, quiet }: Execution,
): Promise<void> {
  const { backend } = settings;
  await startBackend(backend);
  const tell = (line: string): void => {
    if (!quiet) console.error(`rl-bench: ${printable(line)}`);
  };
  for (const note of smallBudgets(wanted)) tell(note);
  const fitted = await fitToMemory(
    wanted,
    memoryRoom(backend, Math.min(asked, wanted.populations.length)),
    asked,
    tell,
  );
  const answer = await describe(wanted, fitted, settings);
  await print(json ? `${JSON.stringify(answer, null, 2)}\n` : `${asText(answer)}\n`);
}

/** A plan as `--dry-run` describes it. */
type Description = Awaited<ReturnType<typeof describe>>;
type DescribedPopulation = ReturnType<typeof describePopulation>;

async function describe(
  wanted: SweepPlan,
  { plan, workers, bytes }: FittedPlan,
  { backend, plugins }: ExperimentSettings,
) {
  const populations = plan.populations.map(({ population }) => population);
  const costs = await calibrateApart({ backend, plugins, populations, budget }, patience);
  const estimate = costs && estimateSweep(plan, costs, workers);
  const runs = wanted.populations.reduce((sum, { population }) => sum + population.members.length, 0);
  return {
    title: wanted.title,
    /** Those of the second stage of a study that tunes among them. */
    runs: runs + countScoringRuns(wanted),
    /** What the environments' recipes have set, unlike `--help`. */
    taskSettings: wanted.taskSettings ?? [],
    populations: wanted.populations.map(describePopulation),
    tuning: wanted.tuning ? { ...wanted.tuning, runs: countScoringRuns(wanted) } : null,
    estimate: {
      /** Null where trying takes too long, and so is what follows from it. */
      seconds: estimate?.seconds ?? null,
      mostSeconds: estimate?.mostSeconds ?? null,
      workers,
      memoryBytes: bytes,
      fileBytes: estimate ? estimate.rows * bytesPerRow : null,
    },
  };
}

function describePopulation({ agentLabel, label, phase, learningRates, population }: PlannedPopulation) {
  const { members, env, network, totalTimesteps, totalEpisodes, evaluation } = population;
  const { networks, spec } = assemble(population);
  const { parameters } = networks;
  const routes = makeOptimizer(members[0]!.optimizer).routes?.(parameters) ?? null;
  const treated = routes && groupBy(parameters, ({ name }) => routes[name]!);
  return {
    env,
    agent: agentLabel,
    network,
    optimizer: label,
    phase,
    learningRates: [...new Set(learningRates)],
    seeds: [...new Set(members.map(({ seed }) => seed))],
    totalTimesteps,
    /** Null where steps are the budget. */
    totalEpisodes: totalEpisodes ?? null,
    /** Where evaluations happen. */
    evaluationEnv: evaluation.env ?? env,
    runs: members.length,
    /** Networks of one run: one for each agent of a team. */
    networks: spec.agents,
    parameters: countNumbers(parameters),
    /** What treats which parameters, where they are treated differently. */
    routes:
      treated &&
      [...treated].map(([rule, own]) => ({
        rule,
        numbers: countNumbers(own),
        parameters: own.map(({ name }) => name),
      })),
  };
}

function asText(answer: Description): string {
  const { title, populations, tuning, estimate, taskSettings } = answer;
  const runs = answer.runs - (tuning?.runs ?? 0);
  const tasks = groupBy(populations, ({ env, agent }) => `${env}, ${agent}`);
  const name = title === '' ? 'It' : `"${title}"`;
  return [
    wrapped(`${name} would train ${several(runs, 'run')} in ${several(populations.length, 'population')}:`),
    ...[...tasks].map(([task, own]) => `\n${taskText(task, own, taskSettings)}`),
    '',
    definitions([
      ...routeRows(populations),
      ...(tuning
        ? [
            [
              'then',
              `the best learning rate (${tuning.criterion}) of each optimizer that has several, on fresh seeds ${listed(tuning.seeds)}: ${tuning.runs} runs more`,
            ],
          ]
        : []),
      [
        'time',
        estimate.seconds === null
          ? `cannot be estimated: one evaluation and one update take more than ${patience} s`
          : `about ${formatSeconds(estimate.seconds)}${upTo(estimate.seconds, estimate.mostSeconds)} with ${several(estimate.workers, 'worker')}, an estimate from a few updates`,
      ],
      ['memory', `up to ${formatBytes(estimate.memoryBytes)}`],
      ...(estimate.fileBytes === null ? [] : [['results file', `about ${formatBytes(estimate.fileBytes)}`]]),
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

/** The populations of one environment and agent. */
function taskText(
  task: string,
  populations: readonly DescribedPopulation[],
  taskSettings: Description['taskSettings'],
): string {
  const { env, agent, evaluationEnv, parameters, networks, ...budget } = populations[0]!;
  const each = networks > 1 ? ` for each of ${several(networks, 'agent')}` : '';
  const elsewhere = evaluationEnv === env ? '' : `, evaluated on ${evaluationEnv}`;
  const heading = `${task}: ${formatBudget(budget)}, ${several(parameters, 'parameter')}${each}${elsewhere}`;
  const own = taskSettings.find((each) => each.env === env && each.agent === agent);
  const set = taskSettingsText(env, own?.settings);
  return [
    wrapped(heading),
    ...(set === undefined ? [] : [wrapped(set)]),
    '',
    table(columns, populations, { width: terminalWidth }),
  ].join('\n');
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

/** What it may become: nobody knows beforehand how long the episodes of trained policies last. */
function upTo(seconds: number, mostSeconds: number | null): string {
  if (mostSeconds === null || mostSeconds < worthSaying * seconds) return '';
  return `, up to ${formatSeconds(mostSeconds)} if evaluated episodes come to last as long as they may,`;
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
