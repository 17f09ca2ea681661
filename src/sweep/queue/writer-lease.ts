import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { RunError, UsageError } from '../../errors.ts';
import { describeVersion } from '../../version.ts';
import { shownAddress } from './address.ts';
import { writerKey } from './names.ts';
import type { Redis } from './packages.ts';

/** Milliseconds for which a lease holds that is not renewed, and between two renewals. */
const [term, renewal] = [8000, 2000];

/** Who writes an experiment, as `rl-bench agents` shows it. */
export interface WriterFacts {
  readonly title: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  /** Units that are not over. */
  readonly open: number;
}

/** Renews where the value is still ours, or nobody's: Redis may have forgotten it. */
const renew = `
local held = redis.call('get', KEYS[1])
if held and cjson.decode(held).token ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3])
return 1`;

/** One process writes an experiment: agents hear of no other one. */
export class WriterLease {
  readonly #token = randomUUID();
  readonly #redis: Redis;
  readonly #key: string;
  readonly #title: string;
  #open = 0;
  #timer: NodeJS.Timeout | undefined;
  #lost: RunError | undefined;

  private constructor(redis: Redis, experiment: string, title: string) {
    this.#redis = redis;
    this.#key = writerKey(experiment);
    this.#title = title;
  }

  /**
   * @param onWait told where another process has it: one that was killed keeps it for seconds.
   * @throws UsageError where it keeps it.
   */
  static async taken(
    redis: Redis,
    {
      address,
      experiment,
      title,
    }: { readonly address: string; readonly experiment: string; readonly title: string },
    onWait: () => void,
  ): Promise<WriterLease> {
    const lease = new WriterLease(redis, experiment, title);
    const began = performance.now();
    for (let told = false; !(await lease.#renewed()); told = true) {
      if (performance.now() - began > 1.5 * term) {
        throw new UsageError(
          `another rl-bench writes this experiment from the queue at ${shownAddress(address)}; stop it first, or wait until it has ended`,
        );
      }
      if (!told) onWait();
      await wait(500);
    }
    lease.#timer = setInterval(() => void lease.#keep(), renewal);
    return lease;
  }

  /** Says how many units are left, with the next renewal. */
  show(open: number): void {
    this.#open = open;
  }

  /** @throws RunError where another process has it now: this one was away for too long. */
  refuseLoss(): void {
    if (this.#lost) throw this.#lost;
  }

  /** Lets it go. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#lost === undefined) await this.#redis.call('DEL', this.#key);
  }

  /** Stops renewing, without a word to a Redis that does not answer. */
  abandon(): void {
    clearInterval(this.#timer);
  }

  async #keep(): Promise<void> {
    try {
      if (await this.#renewed()) return;
      clearInterval(this.#timer);
      this.#lost = new RunError(
        'another rl-bench has begun to write this experiment from the queue meanwhile',
      );
    } catch {
      // The connection has been closed.
    }
  }

  async #renewed(): Promise<boolean> {
    const facts: WriterFacts & { readonly token: string } = {
      token: this.#token,
      title: this.#title,
      host: hostname(),
      pid: process.pid,
      version: describeVersion(),
      open: this.#open,
    };
    return (
      (await this.#redis.call('EVAL', renew, 1, this.#key, this.#token, JSON.stringify(facts), term)) === 1
    );
  }
}
