import { RunError, UsageError } from '../../errors.ts';
import type { FollowedFile } from './followed-file.ts';
import { type LiveState, liveState } from './live-state.ts';

/** What a page is told: a state of the file, or why it cannot be read. */
export interface Told {
  /** Another one for whatever differs. */
  readonly tag: string;
  /** Which file the state is of: ids of experiments mean others in another file. */
  readonly file?: string | undefined;
  readonly state?: LiveState;
  /** One line. */
  readonly problem?: string;
}

interface Kept {
  readonly told: Told;
  readonly version: string;
  /** Which file there was, if any: another one is read at once. */
  readonly identity: string | undefined;
  /** Not drawn again before then, in milliseconds of the process. */
  readonly until: number;
}

/** The least time from one drawing to the next, in milliseconds. */
const pause = 1000;
/** Drawing may take this share of one core, so that training beside it is not slowed. */
const share = 0.05;
/** Selections of experiments whose drawings are kept. */
const mostKept = 8;

/**
 * States of a file for any number of readers. What was drawn is kept until the file changes, and a file that changes all the
 * time is drawn again no sooner than `pause` allows, and so seldom that it takes no more than `share` of a core.
 */
export class PacedStates {
  readonly #file: FollowedFile;
  readonly #kept = new Map<string, Kept>();
  /** Drawings wait for each other. */
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;

  constructor(file: FollowedFile) {
    this.#file = file;
  }

  /** @param wanted ids of experiments; none for the newest. */
  of(wanted: readonly number[]): Promise<Told> {
    const answer = this.#last.then(() => this.#answer(wanted));
    this.#last = answer.catch(() => {});
    return answer;
  }

  async #answer(wanted: readonly number[]): Promise<Told> {
    const key = [...new Set(wanted)].sort((a, b) => a - b).join(',');
    const before = this.#kept.get(key);
    const [version, identity] = [this.#file.version(), this.#file.identity()];
    if (before !== undefined && before.identity === identity) {
      if (before.version === version || performance.now() < before.until) return before.told;
    }
    const [began, usage] = [performance.now(), process.cpuUsage()];
    const told = await this.#read(wanted);
    const { user, system } = process.cpuUsage(usage);
    this.#kept.delete(key);
    const until = began + Math.max(pause, (user + system) / 1000 / share);
    this.#kept.set(key, { told, version, identity, until });
    for (const oldest of [...this.#kept.keys()].slice(0, -mostKept)) this.#kept.delete(oldest);
    return told;
  }

  async #read(wanted: readonly number[]): Promise<Told> {
    try {
      const state = await this.#file.read((db) => liveState(db, wanted));
      this.#count += 1;
      return { tag: `state ${this.#count}`, file: this.#file.identity(), state };
    } catch (error) {
      // The file may come, or come back, at any time.
      if (!(error instanceof UsageError || error instanceof RunError)) throw error;
      return { tag: error.message, problem: error.message };
    }
  }
}
