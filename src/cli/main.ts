#!/usr/bin/env node
import yargs, { type Argv, type CommandModule } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { stopBackends } from '../backends/index.ts';
import { RunError, UsageError } from '../errors.ts';
import { loadPlugins, outliveRejections, pluginFault, trust } from '../plugins/index.ts';
import { packageVersion } from '../version.ts';
import { oneLine } from '../visible-text.ts';
import { commandsWith } from './commands.ts';
import { outliveTerminal } from './outlive-terminal.ts';
import { pluginPaths } from './plugin-option.ts';
import { declareCommon } from './words/declared-flags.ts';
import { readWords } from './words/read-words.ts';
import { refuse } from './words/refuse.ts';

async function main(): Promise<void> {
  const typed = hideBin(process.argv);
  const plugins = await loadPlugins(pluginPaths(typed));
  trust(plugins);
  const commands = commandsWith(plugins);
  const notes: string[] = [];
  const words = readWords(typed, commands, (note) => notes.push(note));
  if (!words.includes('--quiet')) for (const note of notes) console.error(`rl-bench: ${note}`);
  const parser: Argv = yargs(words);
  await declareCommon(parser, packageVersion())
    .scriptName('rl-bench')
    .usage(
      '$0 --env point-nav --optimizers MILO ADAMW\n\nTrains policies with each optimizer and says which is better.',
    )
    .command(commands as CommandModule[])
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .strict()
    .wrap(Math.min(100, parser.terminalWidth()))
    .fail((message, error) => refuse(message, error, words, commands))
    .parseAsync();
}

function isOurs(error: unknown): error is UsageError | RunError {
  return error instanceof UsageError || error instanceof RunError;
}

outliveTerminal();
outliveRejections();
try {
  await main();
} catch (error) {
  const fault = isOurs(error) ? error.message : pluginFault(error);
  if (fault === undefined) throw error;
  console.error(`rl-bench: ${oneLine(fault)}`);
  process.exitCode = error instanceof RunError ? 1 : 2;
} finally {
  stopBackends();
}
