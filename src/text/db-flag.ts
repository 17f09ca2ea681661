import { relative } from 'node:path';
import { shellWord } from './shell-word.ts';

/** Where the command puts results and looks for them when `--db` says nothing, from the working directory. */
export const defaultDatabase = 'runs/rl-bench.sqlite';

/** What a command needs to find a results file: ` --db FILE`, or nothing where it looks there anyway. */
export function dbFlag(path: string): string {
  const file = nearPath(path);
  return file === defaultDatabase ? '' : ` --db ${shellWord(file)}`;
}

/** A path as seen from the working directory. A way up and down again is hard to read and breaks when it is copied elsewhere. */
export function nearPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}
