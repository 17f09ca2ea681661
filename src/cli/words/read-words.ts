import { nameIn } from '../../call-expression.ts';
import type { Command } from '../command.ts';
import { type Declared, declaredBy } from './declared-flags.ts';
import { findCommand, moduleOf } from './find-command.ts';
import { flagWord } from './flag-word.ts';
import { flagsInOurWords } from './flags-in-our-words.ts';

/**
 * A command line in words of ours: the command first, whatever stands before it; words of other tools as what they mean
 * here; `-` for `_` in flags; several values where a flag takes one as those of the flag that takes several. Words that
 * nobody would expect stay as they are, for yargs to refuse.
 *
 * @param commands all that there are; `$0` is meant where none is named.
 * @param note is told of words that are left out.
 * @throws UsageError for a word that rl-bench has nothing for, with the way to do it here.
 */
export async function readWords(
  typed: readonly string[],
  commands: readonly Command[],
  note: (line: string) => void,
): Promise<string[]> {
  const found = await findCommand(typed, commands);
  const others = found?.others ?? typed;
  const isUnknown = found === undefined && typed[0] !== undefined && flagWord(typed[0]) === undefined;
  const command = moduleOf(found?.command ?? ['$0'], commands);
  if (isUnknown || command === undefined) return [...(found?.command ?? []), ...others];
  const declared = await declaredBy(command);
  const isTask = await taskTeller(declared);
  return [...(found?.command ?? []), ...flagsInOurWords(others, declared, { isTask, note })];
}

/** Tells names of tasks from the words behind a command that takes both; others need not load the tasks for that. */
async function taskTeller({ find, positionals }: Declared): Promise<(word: string) => boolean> {
  if (find('envs') === undefined || positionals.length === 0) return () => false;
  const { tasks } = await import('../../workloads/tasks.ts');
  return (word) => tasks().find(nameIn(word)) !== undefined;
}
