import type { CommandModule } from 'yargs';
import { agents, networks } from '../../../agents/index.ts';
import { environments } from '../../../envs/index.ts';
import { nameIn } from '../../call-expression.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../../errors.ts';
import { optimizers } from '../../optimizers/index.ts';
import type { Registry, RegistryEntry } from '../../registry.ts';
import { listed } from '../../text/listed.ts';
import { shellWord } from '../../text/shell-word.ts';
import { commandNames } from './command-names.ts';
import { declaredBy } from './declared-flags.ts';
import { moduleOf } from './find-command.ts';
import { flagWord } from './flag-word.ts';

/** What may be named in a command line, and the flag before it. */
const named = new Map<string, Pick<Registry<RegistryEntry>, 'kind' | 'find'>>([
  ['env', environments],
  ['agents', agents],
  ['optimizers', optimizers],
  ['network', networks],
]);

/**
 * Turns what yargs says about a command line into our own kind of error, with what may have been meant.
 *
 * @param words the command line in words of ours.
 */
export function refuse(
  message: string | null,
  error: Error | undefined,
  words: readonly string[],
  commands: readonly CommandModule[],
): never {
  // yargs throws its own errors where a flag lacks its value; they are the user's business, not ours.
  if (error && error.name !== 'YError') throw error;
  // yargs gives `__proto__` another spelling.
  const unknown = /^Unknown arguments?: ([^,]+)/
    .exec(message ?? '')?.[1]
    ?.replace('___proto___', '__proto__');
  if (unknown === undefined) throw new UsageError(`${message ?? 'bad usage'}; see rl-bench --help`);
  const isFlag = words.some(
    (word) => flagWord(word)?.name === unknown || word.split('=')[0] === `--${unknown}`,
  );
  const command = moduleOf(words, commands);
  throw new UsageError(
    isFlag
      ? unknownFlag(unknown, command ?? moduleOf(['$0'], commands)!, commands)
      : unknownWord(unknown, command, commands),
  );
}

/** A flag of other commands is named with them, any other with the one of this command that is nearest. */
function unknownFlag(flag: string, command: CommandModule, commands: readonly CommandModule[]): string {
  const here = spokenName(command);
  const elsewhere = commands.filter((each) => declaredBy(each).find(flag)).map(spokenName);
  if (here === 'sweep' && elsewhere.includes('run')) {
    return `rl-bench sweep trains a study as it stands, given --${flag}; to change it: rl-bench --config FILE --${flag} …`;
  }
  if (elsewhere.length > 0) {
    return `rl-bench ${here} has no flag --${flag}; it belongs to rl-bench ${listed(elsewhere)}`;
  }
  const hint = didYouMean(flag, declaredBy(command).names).replace('did you mean ', 'did you mean --');
  return `unknown flag --${flag}${hint || `; see rl-bench ${here} --help`}`;
}

/** A word that stands alone. */
function unknownWord(
  word: string,
  command: CommandModule | undefined,
  commands: readonly CommandModule[],
): string {
  if (moduleOf([word], commands))
    return `the command stands first: rl-bench ${word} …, given words before it`;
  const [place] = command ? declaredBy(command).positionals : [];
  if (command && place) return `rl-bench ${spokenName(command)} takes one ${place}, given "${word}" as well`;
  for (const [flag, registry] of named) {
    if (registry.find(nameIn(word)) === undefined) continue;
    return `"${word}" stands alone; rl-bench --${flag} ${shellWord(word)} … trains with this ${registry.kind}, rl-bench list ${nameIn(word)} explains it`;
  }
  if (command) return `rl-bench ${spokenName(command)} does not know what "${word}" is; see its --help`;
  return `unknown command "${word}"${didYouMean(word, commands.map(spokenName)) || '; see rl-bench --help'}`;
}

/** `run`, not `$0`. */
function spokenName(command: CommandModule): string {
  return commandNames(command).at(-1)!;
}
