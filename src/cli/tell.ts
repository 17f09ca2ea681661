import { printable } from '../visible-text.ts';
import type { Execution } from './execution-flags.ts';

/** Says things on stderr, or to nobody. */
export function teller({ quiet }: Pick<Execution, 'quiet'>): (line: string) => void {
  return (line) => {
    if (!quiet) console.error(`rl-bench: ${printable(line)}`);
  };
}
