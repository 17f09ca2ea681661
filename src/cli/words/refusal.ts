import { networks } from '../../../agents/index.ts';
import { nameIn } from '../../call-expression.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../../errors.ts';
import { optimizers } from '../../optimizers/index.ts';
import type { Registry, RegistryEntry } from '../../registry.ts';
import { listed } from '../../text/listed.ts';
import { shellWord } from '../../text/shell-word.ts';
import { taskAgents, tasks } from '../../workloads/tasks.ts';
import type { Command } from '../command.ts';
import { commandNames } from './command-names.ts';
import { declaredBy } from './declared-flags.ts';
import { moduleOf } from './find-command.ts';
import { flagWord } from './flag-word.ts';

/** What may be named in a command line, and the flag before it. */
const named = new Map<string, () => Pick<Registry<RegistryEntry>, 'kind' | 'find'>>([
  ['env', tasks],
  ['agents', taskAgents],
  ['optimizers', () => optimizers],
  ['network', () => networks],
]);

/**
 * Turns what yargs says about a command line into our own kind of error, with what may have been meant.
 *
 * @param message of yargs, empty where it says nothing.
 * @param words the command line in words of ours.
 */
export async function refusal(
  message: string,
  words: readonly string[],
  commands: readonly Command[],
): Promise<UsageError> {
  // yargs gives `__proto__` another spelling.
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1]?.replace('___proto___', '__proto__');
  if (unknown === undefined) return new UsageError(`${message || 'bad usage'}; see rl-bench --help`);
  const isFlag = words.some(
    (word) => flagWord(word)?.name === unknown || word.split('=')[0] === `--${unknown}`,
  );
  const command = moduleOf(words, commands);
  return new UsageError(
    isFlag
      ? await unknownFlag(unknown, command ?? moduleOf(['$0'], commands)!, commands)
      : await unknownWord(unknown, command, commands),
  );
}

/** A flag of other commands is named with them, any other with the one of this command that is nearest. */
async function unknownFlag(flag: string, command: Command, commands: readonly Command[]): Promise<string> {
  const here = spokenName(command);
  const declared = await Promise.all(commands.map(declaredBy));
  const elsewhere = commands.filter((_, index) => declared[index]!.find(flag)).map(spokenName);
  if (here === 'sweep' && elsewhere.includes('run')) {
    return `rl-bench sweep trains a study as it stands, given --${flag}; to change it: rl-bench --config FILE --${flag} …`;
  }
  if (elsewhere.length > 0) {
    return `rl-bench ${here} has no flag --${flag}; it belongs to rl-bench ${listed(elsewhere)}`;
  }
  const hint = didYouMean(flag, (await declaredBy(command)).names).replace(
    'did you mean ',
    'did you mean --',
  );
  return `unknown flag --${flag}${hint || `; see rl-bench ${here} --help`}`;
}

/** A word that stands alone. */
async function unknownWord(
  word: string,
  command: Command | undefined,
  commands: readonly Command[],
): Promise<string> {
  if (moduleOf([word], commands))
    return `the command stands first: rl-bench ${word} …, given words before it`;
  const [place] = command ? (await declaredBy(command)).positionals : [];
  if (command && place) return `rl-bench ${spokenName(command)} takes one ${place}, given "${word}" as well`;
  for (const [flag, ask] of named) {
    const registry = ask();
    if (registry.find(nameIn(word)) === undefined) continue;
    return `"${word}" stands alone; rl-bench --${flag} ${shellWord(word)} … trains with this ${registry.kind}, rl-bench list ${nameIn(word)} explains it`;
  }
  if (command) return `rl-bench ${spokenName(command)} does not know what "${word}" is; see its --help`;
  return `unknown command "${word}"${didYouMean(word, commands.map(spokenName)) || '; see rl-bench --help'}`;
}

/** `run`, not `$0`. */
function spokenName(command: Command): string {
  return commandNames(command).at(-1)!;
}
