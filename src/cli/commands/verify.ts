import type { Argv, CommandModule } from 'yargs';
import { UsageError } from '../../errors.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { several } from '../../several.ts';
import { refuseDifferences, trainedAgain, verifyRun } from '../../sweep/run/verify-run.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { withEnvironment } from '../environment.ts';
import { print } from '../print.ts';
import { single } from '../single.ts';
import { stopOnSignals } from '../stop-on-signals.ts';

function builder(yargs: Argv): Argv {
  return withEnvironment(
    yargs
      .positional('run', { type: 'string', describe: 'its number', demandOption: true })
      .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
      .option('json', { type: 'boolean', default: false, describe: 'print what was found as JSON' })
      .example('$0 verify 3', 'train run 3 once more: are its numbers the same?'),
  );
}

/**
 * Trains a run of the results file again and compares.
 *
 * With `--json` it prints `{run, rows, differences}`, the first difference of each table with `{table, row, column,
 * before, now}`.
 *
 * @throws RunError if anything differs.
 */
export async function verify(
  argv: Readonly<Record<string, unknown>>,
  text: string,
  loaded: readonly LoadedPlugin[],
): Promise<void> {
  if (!/^\d+$/.test(text))
    throw new UsageError(`a run has a number, given "${text}"; e.g. rl-bench verify 3`);
  const stop = stopOnSignals();
  try {
    const found = await verifyRun({
      db: single(argv, 'db'),
      run: Number(text),
      plugins: loaded,
      signal: stop.signal,
      begun: stop.listen,
    });
    const { run, rows, differences } = found;
    if (argv.json === true) await print(`${JSON.stringify({ run, rows, differences }, null, 2)}\n`);
    else if (differences.length === 0)
      await print(`${trainedAgain(found)}: ${several(rows, 'row')}, all the same\n`);
    refuseDifferences(found);
  } catch (error) {
    if (error !== stop.signal.reason) throw error;
    process.exitCode = stop.exitCode();
  } finally {
    stop.release();
  }
}

/** @param plugins what was loaded already; those of the run's experiment are loaded too. */
export function verifyCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    builder,
    handler: (argv) => verify(argv, String(argv.run), plugins),
  };
}
