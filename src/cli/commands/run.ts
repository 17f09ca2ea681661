import type { Argv, CommandModule } from 'yargs';
import { UsageError } from '../../errors.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import type { IfExists } from '../../sweep/run/run-plan.ts';
import type { StudyFile } from '../../sweep/study/checked-study.ts';
import { onFlags } from '../../sweep/study/origin.ts';
import { runSettings } from '../../sweep/study/run-settings.ts';
import type { Study } from '../../sweep/study/study.ts';
import { shellWord } from '../../text/shell-word.ts';
import { withEnvironment } from '../environment.ts';
import {
  checkExecutionFlags,
  declareBackendFlag,
  declareDryRun,
  declareExecutionFlags,
  declareQueueFlags,
  declareResumeFlag,
  executionOf,
} from '../execution-flags.ts';
import { single } from '../single.ts';
import { declareStudyFlags, givenAgentFlags, givenSettings } from '../study-flags.ts';

function builder(yargs: Argv): Argv {
  return withEnvironment(declared(yargs));
}

function declared(yargs: Argv): Argv {
  declareStudyFlags(yargs, runSettings);
  yargs.option('config', {
    group: 'What to compare:',
    type: 'string',
    requiresArg: true,
    describe: 'a study to begin with, over which the flags are laid: see rl-bench sweep --help',
  });
  return declareDryRun(declareResumeFlag(declareQueueFlags(declareExecutionFlags(declareBackendFlag(yargs)))))
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
  if (argv.verify !== undefined) {
    const { verify } = await import('./verify.ts');
    return verify(argv, single(argv, 'verify'), plugins);
  }
  checkExecutionFlags(argv);
  const { study, origin } = await studyOf(argv);
  const { planSweep } = await import('../../sweep/plan/plan.ts');
  const { trainPlan } = await import('../train-plan.ts');
  const { initialPolicy } = await import('../../sweep/run/initial-policy.ts');
  const initial = await initialPolicy(study, executionOf(argv).db, origin);
  const plan = planSweep(study, givenAgentFlags(argv), origin, initial);
  await trainPlan(plan, argv, plugins, ifExists(argv));
}

/** A command is meant as often as it is typed; a study is begun once. */
function ifExists({ resume, config }: Readonly<Record<string, unknown>>): IfExists {
  if (resume === true) return 'resume';
  return config === undefined ? 'begin anew' : 'refuse';
}

/** The flags are a study of one environment; with `--config` they are laid over that study. */
async function studyOf(argv: Readonly<Record<string, unknown>>): Promise<StudyFile> {
  if (argv.config !== undefined) {
    const { readStudy } = await import('../../sweep/study/study-file.ts');
    const { laidOver } = await import('../../sweep/study/overlay.ts');
    return laidOver(readStudy(single(argv, 'config')), givenSettings(argv, runSettings));
  }
  if (argv.env === undefined && argv.envs === undefined) throw missing('env', 'point-nav');
  if (argv.optimizers === undefined) throw missing('optimizers', 'MILO ADAMW');
  return { study: { title: '', ...givenSettings(argv, runSettings) } as Study, origin: onFlags };
}

/** With a command to try: the one that was typed, completed. */
function missing(flag: string, example: string): UsageError {
  const typed = process.argv.slice(2).map(shellWord);
  const words =
    typed.length === 0
      ? 'rl-bench --env point-nav --optimizers MILO ADAMW'
      : ['rl-bench', ...typed, `--${flag}`, example].join(' ');
  return new UsageError(`--${flag} is missing; try: ${words}`);
}

/** @param plugins what was loaded; it is kept with the experiment, and loaded by the workers. */
export function runCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    builder,
    handler: (argv) => handler(argv, plugins),
  };
}
