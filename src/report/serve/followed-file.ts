import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { fileIdentity } from '../../file-identity.ts';
import { readResults } from '../../store/index.ts';

/**
 * A results file that others write to, replace or delete while it is followed. It is opened for each reading and closed
 * after it: a connection that stays open would keep the last writer from putting its log into the file.
 */
export class FollowedFile {
  readonly #path: string;
  /** The file that was looked at for damage, which takes too long to be done each time. */
  #checked: string | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Changes with whatever is written to the file or to its log, and when another file takes its place; the same where there
   * is none. Nothing is opened for it.
   */
  version(): string {
    return [this.#path, `${this.#path}-wal`]
      .map((path) => {
        const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
        return stats && [stats.dev, stats.ino, stats.size, stats.mtimeNs].join(':');
      })
      .join(' ');
  }

  /** Which file it is now; undefined where there is none. */
  identity(): string | undefined {
    return fileIdentity(this.#path);
  }

  /** @throws UsageError if there is no results file, or a damaged one; RunError if it cannot be read now. */
  async read<T>(work: (db: Database) => T): Promise<T> {
    const identity = this.identity();
    const answer = await readResults(this.#path, work, identity === this.#checked ? 'nothing' : 'scores');
    this.#checked = identity;
    return answer;
  }
}
