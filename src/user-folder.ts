import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Variables of the XDG base directory specification, and what stands for them below the home folder. */
const defaults = { XDG_STATE_HOME: ['.local', 'state'], XDG_DATA_HOME: ['.local', 'share'] } as const;

/** The folder of rl-bench below one of this user's, `$XDG_STATE_HOME` or `$XDG_DATA_HOME`. It need not exist. */
export function userFolder(kind: keyof typeof defaults, variables = process.env): string {
  const named = variables[kind];
  // The specification has relative paths ignored.
  const folder = named && isAbsolute(named) ? named : join(homedir(), ...defaults[kind]);
  return join(folder, 'rl-bench');
}
