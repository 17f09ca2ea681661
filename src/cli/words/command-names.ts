import type { CommandModule } from 'yargs';

/** `list` of `list [what..]`; `$0` and `run` of the command that is meant where none is named. */
export function commandNames({ command }: CommandModule): string[] {
  return [command ?? []].flat().map((spelling) => spelling.split(' ')[0]!);
}
