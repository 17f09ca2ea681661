#!/usr/bin/env node
import yargs, { type Argv, type CommandModule } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { stopBackends } from '../backends/index.ts';
import { didYouMean } from '../did-you-mean.ts';
import { RunError, UsageError } from '../errors.ts';
import { type LoadedPlugin, loadPlugins, trust } from '../plugins/index.ts';
import { packageVersion } from '../version.ts';
import { ablateCommand } from './ablate.ts';
import { benchCommand } from './bench.ts';
import { compareCommand } from './compare.ts';
import { doctorCommand } from './doctor.ts';
import { exportCommand } from './export.ts';
import { leaderboardCommand } from './leaderboard.ts';
import { listCommand } from './list.ts';
import { lossMapCommand } from './loss-map.ts';
import { pluginOption, pluginPaths } from './plugin-option.ts';
import { reportCommand } from './report.ts';
import { resumeCommand } from './resume.ts';
import { runCommand } from './run.ts';
import { sqlCommand } from './sql.ts';
import { sweepCommand } from './sweep.ts';
import { verifyCommand } from './verify.ts';

/** In the order in which they are listed. */
const commandsWith = (plugins: readonly LoadedPlugin[]) => [
  runCommand(plugins),
  sweepCommand(plugins),
  ablateCommand(plugins),
  resumeCommand(plugins),
  verifyCommand(plugins),
  lossMapCommand(plugins),
  leaderboardCommand,
  compareCommand,
  reportCommand,
  exportCommand,
  sqlCommand,
  listCommand,
  benchCommand,
  doctorCommand,
];

/** `list` of `list [kind] [name]`, `run` of the default command. */
function nameOf({ command }: CommandModule): string {
  const spelling = [command ?? []].flat().at(-1) ?? '';
  return spelling.split(' ')[0]!;
}

/** Turns what yargs says about a command line into our own kind of error, with the nearest known flag. */
function refuse(
  message: string | null,
  error: Error | undefined,
  parser: Argv,
  commandNames: readonly string[],
): never {
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
  trust(plugins);
  // Each brings its own type of arguments, which is its own affair.
  const commands = commandsWith(plugins) as CommandModule[];
  const parser: Argv = yargs(words);
  await parser
    .scriptName('rl-bench')
    .usage(
      '$0 --env point-nav --optimizers MILO ADAMW\n\nTrains policies with each optimizer and says which is better.',
    )
    .option('plugin', pluginOption)
    .command(commands)
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
    .fail((message, error) => refuse(message, error, parser, commands.map(nameOf)))
    .parseAsync();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof RunError)) throw error;
  console.error(`rl-bench: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
} finally {
  stopBackends();
}
