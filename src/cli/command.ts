import type { CommandModule } from 'yargs';

/**
 * A command as it is listed. Its flags and its work stand in a module of its own, which is loaded when the command is
 * meant: no command waits for what only another one needs.
 */
export interface Command {
  /** `list [what..]`; `$0` and `run` of the command that is meant where none is named. */
  readonly spellings: readonly string[];
  readonly describe: string;
  /** Loads `builder` and `handler`. */
  readonly load: () => Promise<CommandModule>;
}
