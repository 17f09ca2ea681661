import { readFileSync, statSync } from 'node:fs';
import { UsageError } from './errors.ts';

/** Larger files are none of those that rl-bench reads. */
const mostBytes = 256 * 2 ** 20;

/**
 * The bytes of a file that a user names.
 *
 * @throws UsageError that says what is wrong with it; whoever asks says which file it is.
 */
export function userFile(path: string): Uint8Array {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new UsageError('it is no file');
    if (found.size > mostBytes) throw new UsageError('it is larger than 256 MiB');
    return readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(code === 'ENOENT' ? 'there is no such file' : `the system says ${String(code)}`);
  }
}
