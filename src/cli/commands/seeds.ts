import type { Argv, CommandModule } from 'yargs';
import { z } from 'zod';
import { UsageError } from '../../errors.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { runSettings } from '../../sweep/study/run-settings.ts';
import { withEnvironment } from '../environment.ts';
import { declareDryRun, declareExecutionFlags, declareQueueFlags, executionOf } from '../execution-flags.ts';
import { checkedFlags, declareFlags } from '../flags.ts';
import { print } from '../print.ts';
import { single } from '../single.ts';
import { givenSettings } from '../study-flags.ts';
import { teller } from '../tell.ts';
import { typedCommand } from '../typed-command.ts';

const { env, envs, agents, optimizers, learning_rates, max_runs } = runSettings.shape;

const added = z.object({
  add: z.int().positive().optional().describe('so many further seeds, those that follow the last one'),
});
/** What may be added beside, in the words of a study. */
const wishes = z.object({
  seed_list: runSettings.shape.seed_list.describe('the further seeds themselves, instead of --add'),
  optimizers: optimizers.optional().describe('further optimizers, on the seeds that there are'),
  learning_rates: learning_rates.describe(
    'further learning rates of the optimizers that there are, or those of --optimizers',
  ),
  agents: agents.describe('further agents'),
  env: env.describe('a further environment'),
  envs: envs.describe('several further environments, instead of --env'),
  max_runs,
});

const example = 'rl-bench seeds 2 --add 10';

function builder(yargs: Argv): Argv {
  declareFlags(yargs, added, 'What to add:');
  declareFlags(yargs, wishes, 'What to add:');
  return withEnvironment(
    declareDryRun(declareQueueFlags(declareExecutionFlags(yargs)))
      .positional('experiment', { type: 'string', demandOption: true, describe: 'its number or title' })
      .example('$0 seeds 2 --add 10', 'ten further seeds for every optimizer of experiment 2')
      .example('$0 seeds 2 --optimizers LION', 'a further optimizer, on the same seeds'),
  );
}

async function handler(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  const execution = executionOf(argv);
  const { add } = checkedFlags(argv, added);
  const wish = givenSettings(argv, wishes);
  if (add !== undefined && wish.seed_list !== undefined) {
    throw new UsageError('--add (how many) and --seed-list (which) exclude each other; give one of them');
  }
  if (add === undefined && Object.keys(wish).every((key) => key === 'max_runs')) {
    throw new UsageError(`add what? try: ${example}`);
  }
  const asked = { experiment: single(argv, 'experiment'), add, wish, plugins, command: typedCommand() };
  const { dryRunEnlargement, enlargeExperiment } = await import('../../sweep/run/enlarge-experiment.ts');
  if (argv['dry-run'] !== true) {
    const { carryOut } = await import('../carry-out.ts');
    await carryOut(execution, (options) => enlargeExperiment({ ...options, ...asked }));
    return;
  }
  const { descriptionText } = await import('../dry-run.ts');
  const { db, workers, json } = execution;
  const observer = { note: teller(execution) };
  const described = await dryRunEnlargement({ db, workers, observer, ...asked });
  await print(json ? `${JSON.stringify(described, null, 2)}\n` : `${descriptionText(described)}\n`);
}

/**
 * `rl-bench seeds EXPERIMENT --add N`: further runs of an experiment that there is, which alone are trained.
 *
 * @param plugins what was loaded already; those that the experiment began with are loaded too.
 */
export function seedsCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    builder,
    handler: (argv) => handler(argv, plugins),
  };
}
