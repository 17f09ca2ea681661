import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from './errors.ts';
import { makeFolder } from './make-folder.ts';
import { partFile, removeAbandonedParts } from './part-files.ts';

/**
 * Writes a file as a whole or not at all, creating its folder: readers see the old one or the new one.
 *
 * @throws UsageError if it cannot be written there.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = partFile(path);
  try {
    makeFolder(dirname(path));
    removeAbandonedParts(dirname(path));
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`cannot write "${path}": the system says ${why}; name another place`);
  }
}

/** Where nothing could be written there may be nothing to remove, nor a folder to look in. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}
