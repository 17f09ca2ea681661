import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A file of pretrained weights, which are no part of the repository: in the folder that `RL_BENCH_WEIGHTS` names, else in
 * `../shared/weights` beside it or beside the folder that holds it; undefined where it is not there.
 *
 * @param name within that folder: `open/gridworld_OPEN.npy`.
 */
export function sharedWeights(name: string): string | undefined {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const named = process.env.RL_BENCH_WEIGHTS;
  const folders = named
    ? [named]
    : ['../shared/weights', '../../shared/weights'].map((each) => join(root, each));
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Says once of a file that tests do without. */
export function withoutWeights(name: string): string {
  return `${name} is not there: give its folder as RL_BENCH_WEIGHTS`;
}
