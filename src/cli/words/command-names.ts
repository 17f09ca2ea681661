import type { Command } from '../command.ts';

/** `list` of `list [what..]`; `$0` and `run` of the command that is meant where none is named. */
export function commandNames({ spellings }: Command): string[] {
  return spellings.map((spelling) => spelling.split(' ')[0]!);
}
