import { hasTerminal } from './has-terminal.ts';

/**
 * Lets the command go on when nobody reads what it says any more (`| head -1`, a full disk, a closed terminal): output is a
 * courtesy, the work is not. Without a terminal of its own, as under `nohup`, it also outlives the one it was started from.
 */
export function outliveTerminal(): void {
  // A failed write that nobody hears of would end the process. What matters is told to the one who writes (`print`).
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  if (!hasTerminal()) process.on('SIGHUP', () => {});
}
