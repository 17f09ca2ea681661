import type { Argv, CommandModule } from 'yargs';
import { z } from 'zod';
import { type LoadedPlugin, loadMissingPlugins } from '../../plugins/index.ts';
import { exportedPolicy, refuseOtherFormats } from '../../policies/export-policy.ts';
import { keptRun } from '../../policies/kept-run.ts';
import { runNumbers } from '../../policies/which-runs.ts';
import { readResults } from '../../store/index.ts';
import { configOf } from '../../sweep/run/saved-config.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { writeWhole } from '../../write-whole.ts';
import { withEnvironment } from '../environment.ts';
import { checkedFlags, declareFlags } from '../flags.ts';
import { print } from '../print.ts';
import { single } from '../single.ts';

const settings = z.object({
  best: z
    .boolean()
    .default(false)
    .describe('the best policy that was evaluated in training, in place of the final one'),
  of_agent: z.int().positive().optional().describe('of a team, whose policy: 1, 2, …'),
});

function builder(yargs: Argv): Argv {
  declareFlags(yargs, settings, 'Which policy:');
  return withEnvironment(
    yargs
      .positional('run', { type: 'string', describe: 'its number', demandOption: true })
      .option('out', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'a file that ends in .onnx, .safetensors or .json; replaced where it is there',
      })
      .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
      .example('$0 policy 3 --out pilot.onnx', 'a policy for ONNX Runtime: observation in, action out')
      .example('$0 policy 3 --out pilot.safetensors', 'its parameters, for PyTorch or JAX'),
  );
}

/**
 * `rl-bench policy RUN --out FILE`: the policy that a run has left, as a file for other programs.
 *
 * @param plugins what was loaded already; those of the run's experiment are loaded too.
 */
export function policyCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    builder,
    async handler(argv) {
      const { best, of_agent } = checkedFlags(argv, settings);
      const [id] = runNumbers([String(argv.run)]);
      const out = single(argv, 'out');
      refuseOtherFormats(out);
      const content = await readResults(single(argv, 'db'), async (db) => {
        const run = keptRun(db, id!, best ? 'best' : 'final');
        await loadMissingPlugins(configOf(run.experiment).plugins, plugins);
        return exportedPolicy(run, out, of_agent);
      });
      writeWhole(out, content);
      await print(`the policy of run ${id} is in "${out}"\n`);
    },
  };
}
