import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import { readFlax } from './flax.ts';
import { isNpy, readNpy } from './npy.ts';
import { readSafetensors } from './safetensors.ts';
import type { WeightTensors } from './weight-tensor.ts';

/** What a file of weights holds. */
export interface Weights {
  /** As the user named it. */
  readonly path: string;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
  readonly tensors: WeightTensors;
}

/** Larger files are no weights of a learned optimizer. */
const mostBytes = 64 * 2 ** 20;

/** The file that was read last at each path, and what told it from others. */
const known = new Map<string, { readonly stamp: string; readonly weights: Weights }>();

/**
 * Reads a file of weights: a `.npy` file, a `.safetensors` file, or MessagePack of flax. Sizes are checked against the
 * file, and nothing in it is executed.
 *
 * @param path from the working directory.
 * @throws UsageError that says in one line what is wrong with it.
 */
export function readWeights(path: string): Weights {
  const stamp = stampOf(path);
  const last = known.get(path);
  if (last?.stamp === stamp) return last.weights;
  try {
    const bytes = readFileSync(path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const weights = { path, sha256, tensors: tensorsOf(bytes, path) };
    known.set(path, { stamp, weights });
    return weights;
  } catch (error) {
    throw refused(
      path,
      error instanceof UsageError ? error.message : String((error as NodeJS.ErrnoException).code),
    );
  }
}

/** The arrays that bytes hold. @param path by whose ending a `.safetensors` file is told. @throws UsageError */
export function tensorsOf(bytes: Uint8Array, path: string): WeightTensors {
  if (isNpy(bytes)) return new Map([['', readNpy(bytes)]]);
  return /\.safetensors$/i.test(path) ? readSafetensors(bytes) : readFlax(bytes);
}

function stampOf(path: string): string {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw refused(path, 'it is no file');
    if (found.size > mostBytes) throw refused(path, 'it is larger than 64 MiB');
    return `${found.dev}/${found.ino}/${found.size}/${found.mtimeMs}`;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw refused(path, code === 'ENOENT' ? 'there is no such file' : String(code));
  }
}

function refused(path: string, why: string): UsageError {
  return new UsageError(`weights ${JSON.stringify(path)} cannot be read: ${why}`);
}
