import { UsageError } from '../../errors.ts';
import type { Command } from '../command.ts';
import { commandNames } from './command-names.ts';
import { type Declared, type DeclaredFlag, declaredBy } from './declared-flags.ts';
import { flagWord } from './flag-word.ts';
import { type OtherCommand, otherCommands } from './other-commands.ts';
import { meaningOf } from './other-flags.ts';

/** The command of a command line, in words of ours, and the words around it. */
export interface FoundCommand {
  readonly command: readonly string[];
  readonly others: readonly string[];
}

/**
 * Finds the command among words that were typed, behind flags too: `--db x.sqlite leaderboard`.
 *
 * @returns undefined where no word is one. @throws UsageError for a word that rl-bench has no command for.
 */
export async function findCommand(
  typed: readonly string[],
  commands: readonly Command[],
): Promise<FoundCommand | undefined> {
  for (const [at, word] of typed.entries()) {
    const behind = typed.slice(at + 1);
    const command = at === 0 ? firstWord(word, behind, commands) : laterWord(word, commands);
    const module = command && moduleOf(command, commands);
    const before = typed.slice(0, at);
    if (command && (at === 0 || (module && isComplete(before, await declaredBy(module)))))
      return { command, others: [...before, ...(command.includes('--help') ? [] : behind)] };
  }
  return undefined;
}

export function moduleOf([name]: readonly string[], commands: readonly Command[]): Command | undefined {
  return commands.find((command) => commandNames(command).includes(name!));
}

/** A file that is a study is trained; `help` explains what stands behind it. */
function firstWord(
  word: string,
  behind: readonly string[],
  commands: readonly Command[],
): readonly string[] | undefined {
  if (moduleOf([word], commands)) return [word];
  if (/\.ya?ml$/.test(word)) return ['sweep', word];
  const other = otherCommands.get(word.toLowerCase());
  if (other !== undefined && 'say' in other)
    throw new UsageError(`rl-bench has no command "${word}": ${other.say}`);
  const [next] = behind;
  if (other?.[0] !== '--help' || next === undefined) return other;
  return [...(laterWord(next, commands) ?? []), '--help'];
}

function laterWord(word: string, commands: readonly Command[]): readonly string[] | undefined {
  if (moduleOf([word], commands)) return [word];
  const other: OtherCommand | undefined = otherCommands.get(word.toLowerCase());
  return other === undefined || 'say' in other ? undefined : other;
}

/** Whether words are flags of a command, each with its values, so that the next one may be something else. */
function isComplete(words: readonly string[], declared: Declared): boolean {
  let [needed, room] = [0, 0];
  for (const word of words) {
    const flag = flagWord(word);
    const takes = flag && takenHere(flag.name, declared);
    if (flag ? needed > 0 || takes === undefined : room === 0) return false;
    needed = flag && takes !== 'none' && flag.value === undefined ? 1 : 0;
    room = flag ? (takes === 'several' ? Number.POSITIVE_INFINITY : needed) : room - 1;
  }
  return needed === 0;
}

function takenHere(name: string, { find }: Declared): DeclaredFlag['takes'] | undefined {
  const own = find(name);
  if (own) return own.takes;
  const meant = meaningOf(name, (flag) => find(flag) !== undefined);
  return meant?.anyway ? 'none' : meant?.flag === undefined ? undefined : find(meant.flag)?.takes;
}
