import type { Argv, CommandModule } from 'yargs';
import { stoppingBackends } from '../../backends/index.ts';
import { UsageError } from '../../errors.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { type EvaluatedRun, evaluateRuns } from '../../policies/evaluate-runs.ts';
import { evaluationSettings } from '../../policies/evaluation-settings.ts';
import { runNumbers, runsWithPolicies } from '../../policies/which-runs.ts';
import { experimentWithRuns, waitsForLock, waitsForWriter, writeResults } from '../../store/index.ts';
import { executionSettings } from '../../sweep/study/run-settings.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { formatRate, formatShare } from '../../text/format.ts';
import { alike } from '../../text/format-alike.ts';
import { table } from '../../text/table.ts';
import { withEnvironment } from '../environment.ts';
import { checkedFlags, declareFlags } from '../flags.ts';
import { print } from '../print.ts';
import { optional, single } from '../single.ts';
import { stopOnSignals } from '../stop-on-signals.ts';
import { tableWidth } from '../table-width.ts';
import { teller } from '../tell.ts';

/** Of those that train, what makes sense here. */
const execution = executionSettings.pick({ wait: true });

function builder(yargs: Argv): Argv {
  declareFlags(yargs, evaluationSettings, 'What to play:');
  declareFlags(yargs, execution, 'How to write:');
  return withEnvironment(
    yargs
      .positional('runs', { type: 'string', array: true, describe: 'numbers of runs' })
      .option('experiment', {
        type: 'string',
        requiresArg: true,
        describe: 'id or title of an experiment: all of its runs that have left a policy',
      })
      .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
      .option('json', { type: 'boolean', default: false, describe: 'print an array of objects' })
      .option('quiet', { type: 'boolean', default: false, describe: 'say nothing on the way' })
      .example('$0 evaluate 3 4 --sampled', 'two policies, on the same 100 episodes')
      .example(
        '$0 evaluate --experiment 1 --env "cartpole(gravity=12)"',
        'how do they do on a heavier planet?',
      ),
  );
}

async function handler(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  const { best, ...wish } = checkedFlags(argv, evaluationSettings);
  const { wait } = checkedFlags(argv, execution);
  const named = runNumbers((argv.runs as string[] | undefined) ?? []);
  const experiment = optional(argv, 'experiment');
  if ((named.length === 0) === (experiment === undefined)) {
    throw new UsageError('name runs by their numbers, or all of an experiment with --experiment');
  }
  const tell = teller({ quiet: argv.quiet === true });
  const stop = stopOnSignals(
    console.error,
    'stopping, nothing more is evaluated; press Ctrl-C again to stop at once',
  );
  try {
    const onWait = (): void => tell(waitsForWriter);
    const evaluated = await stoppingBackends(() =>
      writeResults(single(argv, 'db'), { wait, onWait }, async (store) => {
        const ids =
          experiment === undefined
            ? named
            : runsWithPolicies(store.db, experimentWithRuns(store.db, experiment));
        stop.listen();
        const choice = best ? 'best' : 'final';
        const asked = { ...wish, choice } as const;
        return evaluateRuns(store, ids, asked, plugins, stop.signal, () => tell(waitsForLock));
      }),
    );
    await print(argv.json === true ? `${JSON.stringify(rows(evaluated), null, 2)}\n` : text(evaluated));
  } catch (error) {
    if (error !== stop.signal.reason) throw error;
    process.exitCode = stop.exitCode();
  } finally {
    stop.release();
  }
}

function rows(evaluated: readonly EvaluatedRun[]): object[] {
  return evaluated.flatMap(({ run: { id, optimizer, learningRate, seed }, evaluations }) =>
    evaluations.map(({ seed: episodeSeed, evaluatedAt: _, ...evaluation }) => ({
      ...{ run: id, optimizer, learningRate, runSeed: seed, seed: episodeSeed },
      ...evaluation,
    })),
  );
}

function text(evaluated: readonly EvaluatedRun[]): string {
  const all = evaluated.flatMap(({ run, evaluations }) => evaluations.map((own) => ({ run, ...own })));
  type Row = (typeof all)[number];
  const knowsSuccess = all.some(({ successRate }) => successRate !== null);
  const sampled = all.some((row) => row.sampled);
  const returnText = alike(all.map(({ meanReturn }) => [meanReturn]));
  const spreadText = alike(all.map(({ stdReturn }) => [stdReturn]));
  const games = [...new Set(all.map(({ env }) => env))];
  const columns = [
    { header: 'run', cell: ({ run }: Row) => String(run.id), align: 'right' as const },
    { header: 'optimizer', cell: ({ run }: Row) => run.optimizer, wraps: true },
    { header: 'lr', cell: ({ run }: Row) => formatRate(run.learningRate), align: 'right' as const },
    { header: 'seed', cell: ({ run }: Row) => String(run.seed), align: 'right' as const },
    ...(games.length > 1 ? [{ header: 'environment', cell: ({ env }: Row) => env }] : []),
    ...(sampled
      ? [{ header: 'actions', cell: (row: Row) => (row.sampled ? 'drawn' : 'most probable') }]
      : []),
    {
      header: 'mean return',
      cell: ({ meanReturn }: Row) => returnText([meanReturn]),
      align: 'right' as const,
    },
    { header: 'sd', cell: ({ stdReturn }: Row) => spreadText([stdReturn]), align: 'right' as const },
    ...(knowsSuccess
      ? [
          {
            header: 'success',
            cell: ({ successRate }: Row) => formatShare(successRate),
            align: 'right' as const,
          },
        ]
      : []),
  ];
  const { episodes, seed } = all[0]!;
  return `${games.join(', ')}: ${episodes} episodes of seed ${seed}, the same for all\n\n${table(columns, all, { width: tableWidth() })}\n`;
}

/**
 * `rl-bench evaluate`: lets the policies that runs have left play episodes, and writes how they did as rows of
 * `policy_evaluations`, which no table of training counts.
 *
 * With `--json` it prints an array with an object for each run, and each way to act: `run`, `optimizer`, `learningRate`,
 * `runSeed`, `seed` of the episodes, `choice`, `env`, `episodes`, `sampled`, `meanReturn`, `stdReturn`, `successRate`.
 */
export function evaluateCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    builder,
    handler: (argv) => handler(argv, plugins),
  };
}
