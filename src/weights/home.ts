import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { packageRoot } from '../version.ts';
import { readWeights, type Weights } from './read-weights.ts';

const homeEntry = z.strictObject({
  /** Whose weights they are: `ADAFACLO`. */
  optimizer: z.string(),
  /** In the same folder. */
  file: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** What they were trained on, in words. */
  trained_on: z.string(),
  /** What makes the same file again. */
  command: z.string(),
});

/** Weights that come with rl-bench. */
export type HomeWeights = z.output<typeof homeEntry>;

/** Where they are: a file each, and `index.json`, which says of each by its name what it is. */
const homeFolder = (): string => join(packageRoot(), 'weights');

let known: Readonly<Record<string, HomeWeights>> | undefined;

/** By name. @param folder another one than that of the package. */
export function homeWeights(folder?: string): Readonly<Record<string, HomeWeights>> {
  if (folder !== undefined) return indexOf(folder);
  known ??= indexOf(homeFolder());
  return known;
}

function indexOf(folder: string): Readonly<Record<string, HomeWeights>> {
  const text = readFileSync(join(folder, 'index.json'), 'utf8');
  return z.record(z.string().regex(/^[a-z0-9-]+$/), homeEntry).parse(JSON.parse(text));
}

/**
 * Weights by the name of some that come with rl-bench, or else by the path of a file. (`./cartpole` is always a file.)
 *
 * @param folder of those that come with rl-bench, where it is not that of the package.
 * @throws UsageError where the file cannot be read, or is not the one that came with rl-bench.
 */
export function weightsNamed(name: string, folder?: string): Weights {
  const home = homeWeights(folder);
  if (!Object.hasOwn(home, name)) return readWeights(name);
  const { file, sha256 } = home[name]!;
  const weights = readWeights(join(folder ?? homeFolder(), file));
  if (weights.sha256 === sha256) return weights;
  throw new UsageError(
    `weights ${JSON.stringify(name)} of rl-bench have changed: their SHA-256 begins with ${weights.sha256.slice(0, 16)}, and that of those that came with it with ${sha256.slice(0, 16)}; install rl-bench again`,
  );
}
