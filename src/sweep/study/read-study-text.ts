import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { UsageError } from '../../errors.ts';

/** Bytes of a study at most: a thousand times what people write. */
const mostBytes = 1 << 20;
/** Milliseconds for which nothing may come from a pipe. */
const patience = 10_000;
/** Milliseconds between two looks at a pipe. */
const pause = 20;

/**
 * The text of a study: a file, or a pipe that others write to (`sweep <(make-study)`).
 *
 * @throws UsageError if it cannot be read, is no UTF-8 text, or does not end.
 */
export function readStudyText(path: string): string {
  const bytes = readBytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${path}: it is not UTF-8 text; give the path of a study in YAML, saved as UTF-8`);
  }
}

function readBytes(path: string): Buffer {
  let file: number | undefined;
  try {
    // A pipe that nobody writes to would never be open otherwise.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (fstatSync(file).isDirectory()) throw new UsageError(`${path}: it is a folder; ${whatToGive}`);
    return readToEnd(file, path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`${path}: it cannot be read (${code}); ${whatToGive}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const whatToGive = 'give the path of a study in YAML';

function readToEnd(file: number, path: string): Buffer {
  const bytes = Buffer.alloc(mostBytes + 1);
  let length = 0;
  let lastCame = performance.now();
  while (length <= mostBytes) {
    const came = readSome(file, bytes.subarray(length));
    if (came === 0) return bytes.subarray(0, length);
    if (came === undefined) {
      if (performance.now() - lastCame > patience) {
        throw new UsageError(
          `${path}: nothing has come from it for ${patience / 1000} seconds; ${whatToGive}`,
        );
      }
      sleep(pause);
      continue;
    }
    length += came;
    lastCame = performance.now();
  }
  throw new UsageError(`${path}: it is larger than ${mostBytes >> 20} MiB, which no study is; ${whatToGive}`);
}

/** How many bytes were read: none at the end, undefined where the writer of a pipe has still to write. */
function readSome(file: number, bytes: Buffer): number | undefined {
  try {
    return readSync(file, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
