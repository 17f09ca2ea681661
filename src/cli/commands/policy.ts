import type { Argv, CommandModule } from 'yargs';
import { z } from 'zod';
import { UsageError } from '../../errors.ts';
import { type LoadedPlugin, loadMissingPlugins } from '../../plugins/index.ts';
import { exportedPolicy, refuseOtherFormats } from '../../policies/export-policy.ts';
import { importedPolicies } from '../../policies/import-policies.ts';
import { runNumbers } from '../../policies/which-runs.ts';
import { readResults, waitsForWriter, writeResults } from '../../store/index.ts';
import { keptRun } from '../../sweep/run/kept-run.ts';
import { configOf } from '../../sweep/run/saved-config.ts';
import { executionSettings } from '../../sweep/study/run-settings.ts';
import { dbFlag, defaultDatabase } from '../../text/db-flag.ts';
import { writeWhole } from '../../write-whole.ts';
import { withEnvironment } from '../environment.ts';
import { checkedFlags, declareFlags, givenFlags } from '../flags.ts';
import { print } from '../print.ts';
import { single } from '../single.ts';
import { teller } from '../tell.ts';
import { typedCommand } from '../typed-command.ts';

const settings = z.object({
  best: z
    .boolean()
    .default(false)
    .describe('the best policy that was evaluated in training, in place of the final one'),
  of_agent: z.int().positive().optional().describe('of a team, whose policy: 1, 2, …'),
});

/** Of those that train, what makes sense of an import. */
const execution = executionSettings.pick({ wait: true });

function builder(yargs: Argv): Argv {
  declareFlags(yargs, settings, 'Which policy:');
  declareFlags(yargs, execution, 'How to import:');
  return withEnvironment(
    yargs
      .positional('run', { type: 'string', describe: 'its number; or import', demandOption: true })
      .positional('files', {
        type: 'string',
        array: true,
        describe:
          'what to import: a .safetensors or .json file that this command has written; of a team all files',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'a file that ends in .onnx, .safetensors or .json; replaced where it is there',
      })
      .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
      .example('$0 policy 3 --out pilot.onnx', 'a policy for ONNX Runtime: observation in, action out')
      .example('$0 policy 3 --out pilot.safetensors', 'its parameters, for PyTorch or JAX')
      .example('$0 policy import pilot.safetensors', 'as a run that rl-bench evaluate takes'),
  );
}

/** Writes the policy of a run to a file. */
async function write(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  const { best, of_agent } = checkedFlags(argv, settings);
  const [id] = runNumbers([String(argv.run)]);
  const [other] = (argv.files as string[] | undefined) ?? [];
  if (other !== undefined) {
    throw new UsageError(`rl-bench policy takes one run, given ${JSON.stringify(other)} as well`);
  }
  if (argv.wait === true)
    throw new UsageError('--wait is for rl-bench policy import: nothing is waited for here');
  const out = single(argv, 'out');
  refuseOtherFormats(out);
  const content = await readResults(single(argv, 'db'), async (db) => {
    const run = keptRun(db, id!, best ? 'best' : 'final');
    await loadMissingPlugins(configOf(run.experiment).plugins, plugins);
    return exportedPolicy(run, out, of_agent);
  });
  writeWhole(out, content);
  await print(`the policy of run ${id} is in "${out}"\n`);
}

/** Makes a run of the policy that a file holds. */
async function read(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  const files = ((argv.files as string[] | undefined) ?? []).map(String);
  if (files.length === 0) {
    throw new UsageError('import which policy? try: rl-bench policy import pilot.safetensors');
  }
  const [given] = [...Object.keys(givenFlags(argv, settings)), ...(argv.out === undefined ? [] : ['out'])];
  if (given !== undefined) {
    throw new UsageError(
      `--${given.replace('_', '-')} is for rl-bench policy RUN; import takes the whole file`,
    );
  }
  const { wait } = checkedFlags(argv, execution);
  const { experiment, records } = await importedPolicies(files, plugins, typedCommand());
  const onWait = (): void => teller({ quiet: false })(waitsForWriter);
  const path = single(argv, 'db');
  const made = await writeResults(path, { wait, onWait }, async (store) =>
    store.importExperiment(experiment, records),
  );
  const [id] = made.runIds;
  await print(
    `the policy of "${files.join('", "')}" is run ${id} of experiment ${made.experimentId}; rl-bench evaluate ${id}${dbFlag(path)} lets it play\n`,
  );
}

/**
 * `rl-bench policy RUN --out FILE`: the policy that a run has left, as a file for other programs; `rl-bench policy import
 * FILE`: such a file as a run that has come to its end.
 *
 * @param plugins what was loaded already; those of the run's experiment are loaded too.
 */
export function policyCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    builder,
    handler: (argv) => (argv.run === 'import' ? read(argv, plugins) : write(argv, plugins)),
  };
}
