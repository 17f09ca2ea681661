import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { userFolder } from '../user-folder.ts';

/** The packages by which TensorFlow's own kernels are reached. */
export const tfjsNodePackages = {
  node: '@tensorflow/tfjs-node',
  cuda: '@tensorflow/tfjs-node-gpu',
} as const;

/** A backend that computes with TensorFlow's own kernels. */
export type TensorflowBackend = keyof typeof tfjsNodePackages;

/** The version of these packages that rl-bench works with. */
export const tfjsNodeVersion = '4.22.0';

const facts = z.object({
  /** `2.21.0`. */
  tensorflow: z.string(),
  /** What it is built for, `12.5.1`; null where it is built for the CPU alone. */
  cuda: z.string().nullable(),
  cudnn: z.string().nullable(),
  /** Where it was taken from, in the words of the flags of `rl-bench setup`. */
  from: z.string(),
});

/** What `rl-bench setup tensorflow` has put in place for a backend. */
export type SetUpTensorflow = z.infer<typeof facts> & { readonly folder: string };

/**
 * The folder of all that `rl-bench setup tensorflow` puts in place: `$RL_BENCH_TENSORFLOW`, by default
 * `$XDG_DATA_HOME/rl-bench/tensorflow`. It need not exist.
 */
export function setUpRoot(variables = process.env): string {
  const named = variables.RL_BENCH_TENSORFLOW;
  return named ? resolve(named) : join(userFolder('XDG_DATA_HOME', variables), 'tensorflow');
}

/** The name of the file that says what was set up; it is written last. */
export const factsFile = 'setup.json';

/** What is there for a backend; undefined where nothing is, or where a part of it has gone since. */
export function findSetUp(backend: TensorflowBackend, root = setUpRoot()): SetUpTensorflow | undefined {
  const folder = join(root, backend);
  try {
    const found = facts.parse(JSON.parse(readFileSync(join(folder, factsFile), 'utf8')));
    // Libraries that were linked go with the environment that has them.
    const isWhole = ['cc', 'framework'].every((part) =>
      existsSync(join(folder, 'lib', `libtensorflow_${part}.so.2`)),
    );
    return isWhole ? { ...found, folder } : undefined;
  } catch {
    return undefined;
  }
}
