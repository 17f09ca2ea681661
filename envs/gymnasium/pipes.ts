import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../src/errors.ts';

/** Both ends of a pipe, as file descriptors, on which reading and writing wait. */
export interface Pipe {
  readonly from: number;
  readonly to: number;
}

/**
 * Two pipes with names, which may be removed once they are open. The pipes that Node itself makes for a child cannot be waited
 * for, and environments answer at once.
 *
 * @param folder in which they are made. @throws UsageError where the system has none.
 */
export function openPipes(folder: string): readonly [Pipe, Pipe] {
  const paths = ['questions', 'answers'].map((name) => join(folder, name));
  if (spawnSync('mkfifo', ['-m', '600', ...paths]).status !== 0) {
    throw new UsageError(
      'environments of Gymnasium need pipes with names, which this system does not make (mkfifo)',
    );
  }
  return paths.map(openPipe) as unknown as readonly [Pipe, Pipe];
}

/** Whoever opens one end alone waits for the other, unless it says that it does not wait for anything. */
function openPipe(path: string): Pipe {
  const first = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const to = openSync(path, constants.O_WRONLY);
  const from = openSync(path, constants.O_RDONLY);
  closeSync(first);
  return { from, to };
}

/** Reads so many bytes, and waits for them. @returns null where the other end is closed before. */
export function readWhole(from: number, bytes: number): Uint8Array | null {
  const whole = new Uint8Array(bytes);
  for (let at = 0; at < bytes; ) {
    const read = readSync(from, whole, at, bytes - at, null);
    if (read === 0) return null;
    at += read;
  }
  return whole;
}
