import { statSync } from 'node:fs';
import { EmptiedError, RunError } from '../errors.ts';
import { fileIdentity } from '../file-identity.ts';

/** What may become of a file under our hands. */
interface Fate {
  readonly what: string;
  readonly remedy: string;
}

const fates = {
  gone: {
    what: 'was deleted or moved',
    remedy: 'if it was moved, put it back: it has all that was committed',
  },
  replaced: {
    what: 'was replaced by another file',
    remedy: 'put the first one back: it has all that was committed',
  },
  emptied: { what: 'was emptied', remedy: 'what was in it is gone' },
  withoutLog: {
    what: 'lost its log (the file beside it whose name ends with -wal)',
    remedy: 'it has all that was committed',
  },
} satisfies Record<string, Fate>;

/**
 * Notices when the path of an open file leads elsewhere: who deletes, moves or replaces a file leaves it to those who
 * have it open, and what they write to it is lost.
 */
export class OpenFile {
  readonly #path: string;
  readonly #first: string | undefined;
  /** Of SQLite's write-ahead log, which comes with the first write. */
  #firstLog: string | undefined;

  /** @param path of a file that is open already. */
  constructor(path: string) {
    this.#path = path;
    this.#first = fileIdentity(path);
    this.#firstLog = fileIdentity(logOf(path));
  }

  /**
   * @param rescue puts what is in the log into the file, wherever that is now: the log stays behind.
   * @throws RunError if the file is not where it was.
   */
  refuseLoss(rescue: () => void): void {
    const fate = this.#fate();
    if (fate === undefined) return;
    if (fate === fates.emptied) throw new EmptiedError(this.#message(fate));
    try {
      rescue();
    } catch {
      // What cannot be saved cannot be helped; the error says what has happened.
    }
    throw new RunError(this.#message(fate));
  }

  #message({ what, remedy }: Fate): string {
    return `"${this.#path}" ${what} while results were written to it; ${remedy}`;
  }

  /** What has become of the file; undefined while it is where it was. */
  #fate(): Fate | undefined {
    const now = fileIdentity(this.#path);
    if (now === undefined) return fates.gone;
    if (now !== this.#first) return fates.replaced;
    if (isEmpty(this.#path)) return fates.emptied;
    const log = fileIdentity(logOf(this.#path));
    this.#firstLog ??= log;
    return log === this.#firstLog ? undefined : fates.withoutLog;
  }
}

function isEmpty(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === 0;
}

function logOf(path: string): string {
  return `${path}-wal`;
}
