import yargs, { type Argv, type CommandModule } from 'yargs';
import { RunError, UsageError } from '../errors.ts';
import { pluginFault } from '../plugins/loaded-here.ts';
import type { LoadedPlugin } from '../plugins/loaded-plugin.ts';
import { packageVersion } from '../version.ts';
import { oneLine } from '../visible-text.ts';
import type { Command } from './command.ts';
import { commandsWith } from './commands/index.ts';
import { pluginPaths } from './plugin-option.ts';
import { refuseRepeatedFlags } from './refuse-repeated-flags.ts';
import { declareCommon } from './words/declared-flags.ts';
import { moduleOf } from './words/find-command.ts';
import { readWords } from './words/read-words.ts';

/** How words are read: flags have the names that were typed, and their values are text unless a flag says otherwise. */
export const parserConfiguration = {
  'camel-case-expansion': false,
  'dot-notation': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
};

/**
 * Carries out a command line. What is wrong with it, and what fails on the way, is one line on stderr and the exit code of
 * the process: 2 for bad input, 1 for a failure.
 *
 * @throws whatever is an error of rl-bench itself.
 */
export async function carryOutCommandLine(typed: readonly string[]): Promise<void> {
  try {
    await parseAndRun(typed);
  } catch (error) {
    const fault = isOurs(error) ? error.message : pluginFault(error);
    if (fault === undefined) throw error;
    console.error(`rl-bench: ${oneLine(fault)}`);
    process.exitCode = error instanceof RunError ? 1 : 2;
  }
}

async function parseAndRun(typed: readonly string[]): Promise<void> {
  const commands = commandsWith(await pluginsNamed(typed));
  const notes: string[] = [];
  const words = await readWords(typed, commands, (note) => notes.push(note));
  if (!words.includes('--quiet')) for (const note of notes) console.error(`rl-bench: ${note}`);
  const parser: Argv = yargs(words);
  refuseRepeatedFlags(declareCommon(parser, packageVersion()), ['plugin'])
    .scriptName('rl-bench')
    .usage(
      '$0 --env point-nav --optimizers MILO ADAMW\n\nTrains policies with each optimizer and says which is better.',
    )
    .command(await asModules(commands, words))
    .parserConfiguration(parserConfiguration)
    .strict()
    .wrap(Math.min(100, parser.terminalWidth()))
    .fail((message, error) => {
      // yargs throws its own errors where a flag lacks its value; they are the user's business, not ours.
      throw error && error.name !== 'YError' ? error : new NotUnderstood(message);
    });
  try {
    await parser.parseAsync();
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error;
    const { refusal } = await import('./words/refusal.ts');
    throw await refusal(error.message, words, commands);
  }
}

/** A command line that yargs does not understand; the message is its own. */
class NotUnderstood extends Error {
  constructor(message: string | null) {
    super(message ?? '');
  }
}

/** Loads the plugins that a command line names: what they register has flags of its own. */
async function pluginsNamed(typed: readonly string[]): Promise<readonly LoadedPlugin[]> {
  const paths = pluginPaths(typed);
  if (paths.length === 0) return [];
  const { loadPlugins, trust } = await import('../plugins/index.ts');
  const plugins = await loadPlugins(paths);
  trust(plugins);
  return plugins;
}

/** The commands for yargs, which lists them all and asks the one that is meant for its flags. */
function asModules(commands: readonly Command[], words: readonly string[]): Promise<CommandModule[]> {
  const meant = moduleOf(words, commands) ?? moduleOf(['$0'], commands);
  return Promise.all(
    commands.map(async (command) => ({
      command: command.spellings,
      describe: command.describe,
      ...(command === meant ? await command.load() : { handler: () => {} }),
    })),
  );
}

function isOurs(error: unknown): error is UsageError | RunError {
  return error instanceof UsageError || error instanceof RunError;
}
