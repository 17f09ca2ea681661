import type { Argv, CommandModule } from 'yargs';
import { z } from 'zod';
import { agents } from '../../agents/index.ts';
import { UsageError } from '../errors.ts';
import type { LoadedPlugin } from '../plugins.ts';
import { planSweep } from '../sweep/plan.ts';
import { runSettings } from '../sweep/run-settings.ts';
import { carryOut } from './carry-out.ts';
import { withEnvironment } from './environment.ts';
import { backendOf, declareBackendFlag, declareExecutionFlags, executionOf } from './execution-flags.ts';
import { checkedFlags, declareFlags, givenFlags } from './flags.ts';
import { single } from './single.ts';
import { verify } from './verify.ts';

/** Every agent's hyper-parameters in one schema, so that each has a flag; which fit is checked against the agent. */
function agentFlags(): z.ZodObject {
  const shapes = agents.entries().map(({ settings }) => settings.shape);
  return z.object(Object.assign({}, ...shapes.reverse()) as z.ZodRawShape);
}

function builder(yargs: Argv): Argv {
  return withEnvironment(declared(yargs));
}

function declared(yargs: Argv): Argv {
  declareFlags(yargs, runSettings, 'What to compare:', {
    seeds: { alias: ['num-runs', 'num_runs'] },
    title: { alias: ['experiment-title', 'experiment_title'] },
    total_timesteps: { alias: ['total_timesteps'] },
    env: { alias: 'env-id' },
    optimizers: { alias: 'optimizer' },
    agents: { alias: 'agent' },
    learning_rates: { alias: ['learning-rate', 'lr'] },
  });
  declareFlags(
    yargs,
    agentFlags(),
    'Hyper-parameters of the agent (defaults before the environment has its say):',
  );
  return declareExecutionFlags(declareBackendFlag(yargs))
    .option('verify', {
      type: 'string',
      requiresArg: true,
      describe: 'train nothing new, but a run of the file again, and compare: its number',
    })
    .example('$0 --env point-nav --optimizers MILO ADAMW', 'compare two optimizers')
    .example('$0 --env CartPole-v1 --optimizers ADAM --learning-rates 1e-4 3e-4 1e-3', 'try learning rates')
    .example('$0 --env pendulum --optimizers "MILO(momentum=0.8)" --seeds 10', 'set a hyper-parameter');
}

async function handler(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  if (argv.verify !== undefined) return verify(argv, single(argv, 'verify'), plugins);
  for (const flag of ['env', 'optimizers']) {
    if (argv[flag] === undefined) {
      throw new UsageError(`--${flag} is missing; try: rl-bench --env point-nav --optimizers MILO ADAMW`);
    }
  }
  const [backend, execution] = [backendOf(argv), executionOf(argv)];
  const plan = planSweep(checkedFlags(argv, runSettings), givenFlags(argv, agentFlags()));
  await carryOut(plan, { backend, plugins }, execution);
}

/** @param plugins what was loaded; it is kept with the experiment, and loaded by the workers. */
export function runCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    command: ['$0', 'run'],
    describe: 'train policies with each optimizer and compare them (the default)',
    builder,
    handler: (argv) => handler(argv, plugins),
  };
}
