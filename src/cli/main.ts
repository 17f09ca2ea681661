#!/usr/bin/env node
import yargs, { type Argv } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { didYouMean } from '../did-you-mean.ts';
import { RunError, UsageError } from '../errors.ts';
import { loadPlugins } from '../plugins.ts';
import { packageVersion } from '../version.ts';
import { benchCommand } from './bench.ts';
import { compareCommand } from './compare.ts';
import { listCommand } from './list.ts';
import { pluginOption, pluginPaths } from './plugin-option.ts';
import { reportCommand } from './report.ts';
import { runCommand } from './run.ts';
import { sqlCommand } from './sql.ts';

const commandNames = ['run', 'list', 'compare', 'report', 'sql', 'bench'];

/** Turns what yargs says about a command line into our own kind of error, with the nearest known flag. */
function refuse(message: string | null, error: Error | undefined, parser: Argv): never {
  // yargs throws its own errors where a flag lacks its value; they are the user's business, not ours.
  if (error && error.name !== 'YError') throw error;
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message ?? '')?.[1];
  if (unknown === undefined) throw new UsageError(`${message ?? 'bad usage'}; see rl-bench --help`);
  const isFlag = process.argv.some(
    (arg) => arg === `--${unknown}` || arg.startsWith(`--${unknown}=`) || arg === `-${unknown}`,
  );
  if (!isFlag) {
    throw new UsageError(
      `unknown command "${unknown}"${didYouMean(unknown, commandNames) || '; see rl-bench --help'}`,
    );
  }
  const { key } = (parser as unknown as { getOptions(): { key: Record<string, unknown> } }).getOptions();
  const hint = didYouMean(unknown, Object.keys(key)).replace('did you mean ', 'did you mean --');
  throw new UsageError(`unknown flag --${unknown}${hint || '; see rl-bench --help'}`);
}

async function main(): Promise<void> {
  const words = hideBin(process.argv);
  const plugins = await loadPlugins(pluginPaths(words));
  const parser: Argv = yargs(words);
  await parser
    .scriptName('rl-bench')
    .usage(
      '$0 --env point-nav --optimizers MILO ADAMW\n\nTrains policies with each optimizer and says which is better.',
    )
    .option('plugin', pluginOption)
    .command(runCommand(plugins))
    .command(listCommand)
    .command(compareCommand)
    .command(reportCommand)
    .command(sqlCommand)
    .command(benchCommand)
    .parserConfiguration({
      'camel-case-expansion': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .strict()
    .version(packageVersion())
    .help()
    .alias({ help: 'h', version: 'v' })
    .wrap(Math.min(100, parser.terminalWidth()))
    .fail((message, error) => refuse(message, error, parser))
    .parseAsync();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof RunError)) throw error;
  console.error(`rl-bench: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
