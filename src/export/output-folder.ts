import { closeSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { RunError, UsageError } from '../errors.ts';
import { fileIdentity } from '../file-identity.ts';
import { makeFolder } from '../make-folder.ts';
import { partFile, removeAbandonedParts } from '../part-files.ts';

/** A file that was written. */
export interface WrittenFile {
  /** Its path within the folder. */
  readonly file: string;
  /** Rows of a table, scalars of a run. */
  readonly rows: number;
  readonly bytes: number;
}

/** The folder that is exported to. Files appear in it whole or not at all; what killed exports left is removed. */
export class OutputFolder {
  /** The absolute path. */
  readonly path: string;
  readonly #identity: string | undefined;

  /**
   * Creates the folder where it does not exist.
   *
   * @param force whether files may be there already; those that are written anew are replaced.
   * @throws UsageError if it cannot serve.
   */
  constructor(path: string, { force = false }: { readonly force?: boolean | undefined } = {}) {
    if (path.trim() === '') throw new UsageError('--out needs the name of a folder, given an empty one');
    this.path = resolve(path);
    let entries: readonly string[];
    try {
      makeFolder(this.path);
      removeAbandonedParts(this.path, { within: true });
      entries = readdirSync(this.path);
      this.#identity = fileIdentity(this.path);
    } catch (error) {
      throw new UsageError(
        `cannot export to "${this.path}": ${messageOf(error)}; name another folder with --out`,
      );
    }
    if (entries.length > 0 && !force) {
      throw new UsageError(
        `"${this.path}" is not empty; name another folder with --out, or let --force replace files of the same names`,
      );
    }
  }

  /**
   * Writes one file under a temporary name beside its own, which it gets when it is complete: who finds a file under
   * its own name finds all of it.
   *
   * @param file its path within the folder.
   * @param write given the path to write to, where an empty file is; answers how many rows it has written.
   * @throws RunError if it cannot be written, and whatever else `write` throws.
   */
  write(file: string, write: (path: string) => number): WrittenFile {
    this.refuseLoss();
    const path = join(this.path, file);
    const temporary = partFile(path);
    let reserved = false;
    try {
      makeFolder(dirname(path));
      closeSync(openSync(temporary, 'wx'));
      reserved = true;
      const rows = write(temporary);
      const bytes = statSync(temporary).size;
      renameSync(temporary, path);
      return { file, rows, bytes };
    } catch (error) {
      if (reserved) rmSync(temporary, { force: true });
      if (!isSystemError(error)) throw error;
      throw new RunError(`cannot write "${path}": ${messageOf(error)}; free some space or export elsewhere`);
    }
  }

  /** @throws RunError if the folder is not where it was when it was opened: what was written to it is lost. */
  refuseLoss(): void {
    if (fileIdentity(this.path) === this.#identity) return;
    throw new RunError(
      `the folder "${this.path}" was removed or replaced while files were written to it; start again`,
    );
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
