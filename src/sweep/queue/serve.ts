import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { type Bits, bitsOn } from '../../backends/bits/index.ts';
import { stoppingBackends } from '../../backends/index.ts';
import { UsageError } from '../../errors.ts';
import { usableCores } from '../../processes/usable-cores.ts';
import { several } from '../../several.ts';
import { describeVersion } from '../../version.ts';
import { WorkerPool } from '../run/worker-pool.ts';
import { shownAddress } from './address.ts';
import { type AgentFacts, writersIn } from './agents.ts';
import { Attempt } from './attempt.ts';
import { type Connections, connected } from './connect.ts';
import { agentKey, prefix, queueName } from './names.ts';
import type { Job } from './packages.ts';

/** Milliseconds for which a unit belongs to an agent that says nothing, and between two looks for such agents. */
const [lockDuration, stalledInterval] = [8000, 4000];
/** Milliseconds for which an agent is listed that says nothing, and between two times that it does. */
const [listedFor, shownEvery] = [8000, 2000];
/** Milliseconds after which a unit that is not for this agent is offered again. */
const later = 1000;

/** How an agent works. */
export interface AgentOptions {
  /** Units that it trains at a time, each in a process of its own. Default: one a core. */
  readonly workers?: number | undefined;
  /** Leaves all units off, with checkpoints, and ends. */
  readonly signal: AbortSignal;
  /** Ends when the sweep that it has worked for, and all others, are over. Default false: it waits for the next one. */
  readonly once?: boolean;
  readonly say: (line: string) => void;
}

/**
 * Trains what sweeps put into a queue, until it is told to stop. An agent keeps nothing: the process that has put a unit there
 * says from where to train it, and hears of every update.
 *
 * @param address see `redisAddress`.
 * @throws UsageError where there is no queue, or only of other versions of rl-bench.
 */
export function serveQueue(address: string, options: AgentOptions): Promise<void> {
  return stoppingBackends(async () => {
    const connections = await connected(address, options.say);
    try {
      await new Agent(connections, options).serve(shownAddress(address));
    } finally {
      connections.close();
    }
  });
}

class Agent {
  readonly #name = `${hostname()}:${process.pid}`;
  readonly #since = new Date().toISOString();
  readonly #connections: Connections;
  readonly #options: AgentOptions & { readonly workers: number };
  readonly #pool = new WorkerPool();
  readonly #work = new Map<Attempt, string>();
  /** Backends that do not start here, which has been said. */
  readonly #missing = new Set<string>();

  constructor(connections: Connections, options: AgentOptions) {
    this.#connections = connections;
    this.#options = { ...options, workers: options.workers ?? usableCores() };
  }

  async serve(shown: string): Promise<void> {
    const { packages, redis, another } = this.#connections;
    const { workers, signal, once = false, say } = this.#options;
    await this.#refuseOthers(shown);
    const bull = new packages.Worker(queueName(), (job, token) => this.#process(job, token), {
      connection: another(),
      prefix,
      concurrency: workers,
      lockDuration,
      stalledInterval,
      // Who has a unit, and whether it is tried again, is for the writer to say.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      drainDelay: 1,
    });
    // A lock that has run out is another agent's; what else goes wrong is tried again.
    bull.on('error', () => {});
    say(`agent ${this.#name} waits for units at ${shown}, ${several(workers, 'worker')}; Ctrl-C ends it`);
    await this.#show();
    const shownAgain = setInterval(() => void this.#show().catch(() => {}), shownEvery);
    try {
      await this.#untilOver(once);
      // The units in hand are left off first.
      await Promise.race([bull.close(), this.#afterAbort(signal)]);
    } finally {
      clearInterval(shownAgain);
      await this.#pool.end();
      await Promise.race([redis.call('DEL', agentKey(this.#name)).catch(() => {}), wait(1000)]);
    }
  }

  /** With `once`, until no sweep has been there for seconds, after one was. */
  async #untilOver(once: boolean): Promise<void> {
    const { signal } = this.#options;
    let idle = Number.NEGATIVE_INFINITY;
    while (!signal.aborted && idle < 3) {
      await wait(1000, undefined, { signal }).catch(() => {});
      if (!once || signal.aborted) continue;
      const isAtWork = this.#work.size > 0 || (await writersIn(this.#connections.redis)).length > 0;
      idle = isAtWork ? 0 : idle + 1;
    }
  }

  /** A Redis that is away keeps nobody from leaving. */
  async #afterAbort(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await wait(15_000, undefined, { ref: false });
  }

  async #process(job: Job, token: string | undefined): Promise<void> {
    const { DelayedError } = this.#connections.packages;
    const putBack = async (): Promise<never> => {
      await job.moveToDelayed(Date.now() + later, token);
      throw new DelayedError();
    };
    const bits = await this.#bitsOn(job.data.backend);
    if (bits === undefined) return putBack();
    const { signal } = this.#options;
    const attempt = new Attempt(job.data, {
      redis: this.#connections.redis,
      pool: this.#pool,
      agent: this.#name,
      bits,
      signal,
    });
    this.#work.set(attempt, job.data.label);
    try {
      if ((await attempt.made()) === 'elsewhere') await putBack();
    } finally {
      this.#work.delete(attempt);
    }
  }

  /** @returns undefined where the backend does not start here. */
  async #bitsOn(backend: string): Promise<Bits | undefined> {
    try {
      return await bitsOn(backend);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (!this.#missing.has(backend)) {
        this.#options.say(`units for the backend ${backend} are left to other agents: ${why}`);
      }
      this.#missing.add(backend);
      return undefined;
    }
  }

  async #refuseOthers(shown: string): Promise<void> {
    const writers = await writersIn(this.#connections.redis);
    const version = describeVersion();
    if (writers.length === 0 || writers.some((writer) => writer.version === version)) return;
    throw new UsageError(
      `the sweep at ${shown} is of rl-bench ${writers[0]!.version}, and this is ${version}, which may compute other bits; install the same version`,
    );
  }

  async #show(): Promise<void> {
    const facts: AgentFacts = {
      name: this.#name,
      version: describeVersion(),
      workers: this.#options.workers,
      since: this.#since,
      units: [...this.#work.values()],
    };
    await this.#connections.redis.call('SET', agentKey(this.#name), JSON.stringify(facts), 'PX', listedFor);
  }
}
