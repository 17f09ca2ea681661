import { relative } from 'node:path';
import { hasEnded, runStates, type Store } from '../store/index.ts';
import { shellWord } from '../text/shell-word.ts';
import { defaultDatabase } from './database.ts';

/** Where the results are, and the commands to go on with. */
export function nextSteps({ db, path }: Pick<Store, 'db' | 'path'>, experimentId: number): string {
  const file = nearPath(path);
  const where = dbFlag(path);
  const open = runStates(db, experimentId).some((run) => !hasEnded(run));
  return [
    `Everything is in ${file} (experiment ${experimentId}). Next:`,
    ...(open ? [`  npx rl-bench resume ${experimentId}${where}`] : []),
    `  npx rl-bench compare --experiment ${experimentId}${where}`,
    `  npx rl-bench report --experiment ${experimentId}${where}`,
    `  npx rl-bench sql "select * from leaderboard where experiment_id = ${experimentId}"${where}`,
  ].join('\n');
}

/** What a command needs to find a results file: ` --db FILE`, or nothing where it looks there anyway. */
export function dbFlag(path: string): string {
  const file = nearPath(path);
  return file === defaultDatabase ? '' : ` --db ${shellWord(file)}`;
}

/** A way up and down again is harder to read than the whole path, and breaks when it is copied elsewhere. */
function nearPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}
