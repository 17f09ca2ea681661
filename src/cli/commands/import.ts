import type { Argv, CommandModule } from 'yargs';
import { z } from 'zod';
import { UsageError } from '../../errors.ts';
import { importedResults } from '../../imports/imported-results.ts';
import { readRuns } from '../../imports/read-runs.ts';
import { newestOf, waitsForWriter, writeResults } from '../../store/index.ts';
import { executionSettings } from '../../sweep/study/run-settings.ts';
import { dbFlag, defaultDatabase } from '../../text/db-flag.ts';
import { withEnvironment } from '../environment.ts';
import { checkedFlags, declareFlags } from '../flags.ts';
import { print } from '../print.ts';
import { single } from '../single.ts';
import { teller } from '../tell.ts';
import { typedCommand } from '../typed-command.ts';

const said = z.object({
  optimizer: z.string().min(1).optional().describe('what trained all of them, as rl-bench calls it: ADAM'),
  env: z.string().min(1).optional().describe('on what all of them were trained, where files do not tell'),
  agent: z.string().min(1).optional().describe('how all of them learned, where files do not tell'),
  seed: z.int().min(0).optional().describe('of one run, where its file does not tell'),
  learning_rate: z.number().positive().optional().describe('of all of them, where files do not tell'),
  names: z
    .string()
    .min(1)
    .optional()
    .describe(
      'what the ends of paths tell: "{optimizer}/{env}_seed{seed}", also {agent}, {lr}, and {*} for anything',
    ),
});

const reading = z.object({
  evaluations: z
    .string()
    .min(1)
    .optional()
    .describe('the tag or column that holds mean returns of evaluations'),
  episodes: z
    .string()
    .min(1)
    .optional()
    .describe('the tag or column that holds the return of a training episode each'),
  step: z.string().min(1).optional().describe('of tables, the column of environment steps'),
  eval_episodes: z
    .int()
    .min(0)
    .default(0)
    .describe('how many episodes an evaluation is of, where files do not tell; 0: unknown'),
  reward_threshold: z
    .number()
    .optional()
    .describe('mean return from which the task counts as solved; by default of our environment of that name'),
});

/** Of those that train, what makes sense of an import. */
const execution = executionSettings.pick({ wait: true });

function builder(yargs: Argv): Argv {
  declareFlags(yargs, said, 'What was trained, over what files tell:');
  declareFlags(yargs, reading, 'What is read:');
  declareFlags(yargs, execution, 'How to write:');
  return withEnvironment(
    yargs
      .positional('paths', {
        type: 'string',
        array: true,
        demandOption: true,
        describe:
          'folders of runs (TensorBoard, monitor.csv, progress.csv, evaluations.npz in any folder below), or files; tables as .csv, .json or .jsonl',
      })
      .option('title', {
        type: 'string',
        requiresArg: true,
        describe: 'of the experiment (default: the paths)',
      })
      .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
      .example('$0 import cleanrl/runs --optimizer ADAM', "CleanRL's TensorBoard logs")
      .example('$0 import logs/ppo --optimizer ADAM', 'a folder of RL Baselines3 Zoo')
      .example('$0 import wandb-export.csv --optimizer ADAM --env CartPole-v1', 'curves of Weights & Biases'),
  );
}

async function handler(argv: Readonly<Record<string, unknown>>): Promise<void> {
  const paths = (argv.paths as unknown[]).map(String);
  const { names, optimizer, env, agent, seed, learning_rate: learningRate } = checkedFlags(argv, said);
  const {
    evaluations,
    episodes,
    step,
    eval_episodes: evalEpisodes,
    reward_threshold,
  } = checkedFlags(argv, reading);
  const { wait } = checkedFlags(argv, execution);
  const runs = readRuns(paths, {
    ...{ names, evaluations, episodes, step, evalEpisodes },
    said: { optimizer, env, agent, seed, learningRate },
  });
  const { experiment, records, notes } = importedResults(runs, {
    title: argv.title === undefined ? paths.join(', ') : single(argv, 'title'),
    command: typedCommand(),
    paths,
    rewardThreshold: reward_threshold,
  });
  const path = single(argv, 'db');
  const onWait = (): void => teller({ quiet: false })(waitsForWriter);
  const { experimentId, runIds } = await writeResults(path, { wait, onWait }, async (store) => {
    const before = newestOf(store.db, experiment.fingerprint);
    if (before === undefined) return store.importExperiment(experiment, records);
    throw new UsageError(
      `these runs are experiment ${before.id} already: nothing was imported; rl-bench experiments delete ${before.id} makes room for another reading of them`,
    );
  });
  const count = runIds.length === 1 ? '1 run is' : `${runIds.length} runs are`;
  await print(
    `${count} experiment ${experimentId}. ${notes.join(' ')}\nrl-bench leaderboard${dbFlag(path)} --experiment ${experimentId} ranks them\n`,
  );
}

/** `rl-bench import`: what other programs have measured, as an experiment that is shown beside ours. */
export const importCommand: CommandModule = { builder, handler };
