import { nearPath } from './db-flag.ts';
import { shellWord } from './shell-word.ts';

/** As it was started: `node study.js`. */
export function thisProgram(): string {
  const [, script, ...args] = process.argv;
  return ['node', ...(script === undefined ? [] : [nearPath(script)]), ...args].map(shellWord).join(' ');
}
