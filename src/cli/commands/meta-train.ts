import type { Argv, CommandModule } from 'yargs';
import { parseCall } from '../../call-expression.ts';
import { UsageError } from '../../errors.ts';
import { candidateSettings, metaSettings } from '../../meta-train/meta-settings.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { withEnvironment } from '../environment.ts';
import {
  backendOf,
  checkExecutionFlags,
  declareBackendFlag,
  declareExecutionFlags,
  declareResumeFlag,
} from '../execution-flags.ts';
import { checkedFlags, declareFlags } from '../flags.ts';
import { metaTrainOf } from '../meta-training.ts';
import { optional } from '../single.ts';
import { declareStudyFlags, givenAgentFlags, givenSettings } from '../study-flags.ts';

const example = 'rl-bench meta-train ADAFACLO --env cartpole --network "mlp(sizes=[16,16])"';

function builder(yargs: Argv): Argv {
  declareStudyFlags(yargs, candidateSettings);
  declareFlags(yargs, metaSettings, 'How its weights are trained:');
  const declared = declareResumeFlag(declareExecutionFlags(declareBackendFlag(yargs)))
    .option('out', {
      type: 'string',
      requiresArg: true,
      describe: 'the file that takes the weights (default: adafaclo.safetensors, after the optimizer)',
    })
    .option('figure', {
      type: 'string',
      requiresArg: true,
      describe: 'an .svg or .png file for a picture of the fitness by generation, replaced where it is there',
    })
    .option('force', { type: 'boolean', default: false, describe: 'replace that file where it is there' })
    .example(`$0 meta-train ADAFACLO --env cartpole --network "mlp(sizes=[16,16])"`, 'weights of your own')
    .example('$0 meta-train ADAFACLO --env cartpole --resume', 'go on after Ctrl-C, a crash or a reboot');
  return withEnvironment(declared).positional('optimizer', {
    type: 'string',
    describe: 'whose weights to train: ADAFACLO, MULO or ELO, "ADAFACLO(step_mult=0.001)"',
  });
}

async function handler(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  const optimizer = optional(argv, 'optimizer');
  if (optimizer === undefined) {
    throw new UsageError(`meta-train which optimizer? try: ${example}`);
  }
  if (argv.env === undefined) throw new UsageError(`--env is missing; try: ${example}`);
  checkExecutionFlags(argv);
  const settings = checkedFlags(argv, metaSettings);
  const candidates = givenSettings(argv, candidateSettings);
  await metaTrainOf(
    { optimizer, settings, candidates, agent: givenAgentFlags(argv) },
    {
      argv,
      plugins,
      backend: backendOf(argv),
      out: optional(argv, 'out') ?? `${parseCall(optimizer).name.toLowerCase()}.safetensors`,
      figure: optional(argv, 'figure'),
      force: argv.force === true,
      resume: argv.resume === true,
    },
  );
}

/**
 * `rl-bench meta-train`: trains the weights of a learned optimizer.
 *
 * With `--json` it prints an object: `experiment`, `generations`, `out`, `sha256` and `optimizer`, what to name to use the
 * weights.
 *
 * @param plugins what was loaded; it is kept with the experiment, and loaded by the workers.
 */
export function metaTrainCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    builder,
    handler: (argv) => handler(argv, plugins),
  };
}
