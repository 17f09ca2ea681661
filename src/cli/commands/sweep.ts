import type { Argv, CommandModule } from 'yargs';
import { UsageError } from '../../errors.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { readStudy, readyStudies } from '../../sweep/study/study-file.ts';
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
import { print } from '../print.ts';
import { declareShardFlags, shardOf } from '../shard-flags.ts';
import { asksForSlurm, declareSlurmFlags, writeSlurm } from '../slurming.ts';

function builder(yargs: Argv): Argv {
  const trains = declareDryRun(
    declareResumeFlag(declareQueueFlags(declareExecutionFlags(declareBackendFlag(yargs)))),
  );
  const declared = declareSlurmFlags(declareShardFlags(trains))
    .option('print-schema', {
      type: 'boolean',
      default: false,
      describe: 'print the JSON Schema of studies, for editors, and do nothing else',
    })
    .example('$0 sweep configs/quick.yaml --dry-run', 'what it would train, and how long that takes')
    .example('$0 sweep configs/quick.yaml', 'train it')
    .example('$0 --config configs/quick.yaml --seeds 10', 'train it with something else than it says');
  return withEnvironment(declared).positional('file', {
    type: 'string',
    describe: `a YAML file, or one that comes with rl-bench: ${readyStudies().join(', ')}`,
  });
}

async function handler(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  if (argv['print-schema'] === true) {
    const { studySchema } = await import('../../sweep/study/study-schema.ts');
    await print(`${studySchema()}\n`);
    return;
  }
  if (typeof argv.file !== 'string' || argv.file === '') {
    throw new UsageError('sweep which study? try: rl-bench sweep configs/quick.yaml --dry-run');
  }
  checkExecutionFlags(argv);
  const toSlurm = asksForSlurm(argv);
  const shard = shardOf(argv);
  const { planStudyFrom } = await import('../../sweep/run/run-study.ts');
  const { trainPlan } = await import('../train-plan.ts');
  const plan = await planStudyFrom(readStudy(argv.file), executionOf(argv).db);
  if (toSlurm) {
    await writeSlurm(argv.file, plan, argv, plugins);
    return;
  }
  await trainPlan(plan, argv, plugins, argv.resume === true ? 'resume' : 'refuse', shard);
}

/** @param plugins what was loaded; it is kept with the experiment, and loaded by the workers. */
export function sweepCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    builder,
    handler: (argv) => handler(argv, plugins),
  };
}
