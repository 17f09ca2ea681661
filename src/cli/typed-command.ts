import { shellWord } from '../text/shell-word.ts';

/** The command as it was typed; it is kept with the experiment. */
export function typedCommand(): string {
  return ['rl-bench', ...process.argv.slice(2)].map(shellWord).join(' ');
}
