import { isatty } from 'node:tty';

/**
 * Whether this command belongs to a terminal, whose end (SIGHUP) is then its own affair. `nohup` ignores SIGHUP for what
 * it starts, but Node forgets that when it begins; what is left to see is that `nohup` leaves no stream with a terminal. On
 * Linux it takes the input as well; elsewhere it leaves that alone, so it does not count there.
 */
export function hasTerminal(): boolean {
  return [...(process.platform === 'linux' ? [0] : []), 1, 2].some((stream) => isatty(stream));
}
