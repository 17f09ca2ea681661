import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bits } from '../../backends/bits/index.ts';
import type { TrainingRecord } from '../../results/index.ts';
import { failureMessage } from '../run/failure-message.ts';
import type { Assignment } from '../run/worker-messages.ts';
import type { WorkerPool } from '../run/worker-pool.ts';
import { type Answer, type Mail, type OwnersMessage, packed, unpacked } from './mail.ts';
import { answerKey, mailKey, ownersKey, stopKey, writerKey } from './names.ts';
import type { QueuedUnit, Redis } from './packages.ts';

/** Messages that may lie in a stream until they are committed: Redis is not to fill up where the writer is slow or gone. */
const most = 256;
/** Milliseconds between two looks into Redis: for an answer, for room, and whether the unit is still ours. */
const [answerEvery, roomEvery, ownerEvery] = [50, 200, 1000];
/** Milliseconds without a writer after which a unit is left off: one that is started again begins with its own checkpoints. */
const patience = 30_000;

/** Says something, if the attempt still owns its unit and there is room. */
const say = `
if redis.call('hget', KEYS[2], ARGV[1]) ~= ARGV[2] then return 'lost' end
if redis.call('xlen', KEYS[1]) >= tonumber(ARGV[4]) then return 'full' end
redis.call('xadd', KEYS[1], '*', 'm', ARGV[3])
return 'said'`;

/** Asks, if there is somebody to be asked. */
const ask = `
if redis.call('exists', KEYS[2]) == 0 then return 0 end
redis.call('xadd', KEYS[1], '*', 'm', ARGV[1])
return 1`;

/** What became of an attempt. */
export type Outcome = 'over' | 'elsewhere';

/** Thrown within an attempt that owns its unit no more. */
class LostUnit extends Error {}

type Said<T> = T extends OwnersMessage ? Omit<T, 'unit' | 'attempt' | 'sequence'> : never;

/** What an agent brings to its attempts. */
export interface AttemptSettings {
  readonly redis: Redis;
  readonly pool: WorkerPool;
  /** Its name in the results file. */
  readonly agent: string;
  readonly bits: Bits;
  /** The agent is to stop. */
  readonly signal: AbortSignal;
}

/** One attempt of an agent at a unit: asks the writer, trains in a process of its own, and reports what that says. */
export class Attempt {
  readonly #unit: QueuedUnit;
  readonly #settings: AttemptSettings;
  readonly #name = randomUUID();
  #sequence = 0;

  constructor(unit: QueuedUnit, settings: AttemptSettings) {
    this.#unit = unit;
    this.#settings = settings;
  }

  /** @returns `elsewhere` where the unit is for another agent; else nothing is left to do here. */
  async made(): Promise<Outcome> {
    const answer = await this.#ask();
    if (answer?.kind === 'elsewhere') return 'elsewhere';
    if (answer?.kind === 'train') await this.#train(answer.assignment);
    return 'over';
  }

  /** @returns undefined where nobody answers. */
  async #ask(): Promise<Answer | undefined> {
    const { redis, agent, bits, signal } = this.#settings;
    const { experiment, unit } = this.#unit;
    const question = packed({ kind: 'ask', unit, attempt: this.#name, agent, bits } satisfies Mail);
    const keys = [mailKey(experiment), writerKey(experiment)];
    for (let looks = 0; !signal.aborted; looks++) {
      // Asked once a second: Redis may have forgotten a question or its answer, and a writer that has just begun takes none
      // that was put to the one before.
      const isToAsk = looks % (1000 / answerEvery) === 0;
      if (isToAsk && (await redis.call('EVAL', ask, 2, ...keys, question)) === 0) return undefined;
      const answer = (await redis.callBuffer('LPOP', answerKey(this.#name))) as Buffer | null;
      if (answer !== null) return unpacked<Answer>(answer);
      await wait(answerEvery);
    }
    return undefined;
  }

  async #train(assignment: Assignment): Promise<void> {
    const { pool, signal } = this.#settings;
    /** Leaves the unit off with checkpoints. */
    const stop = new AbortController();
    const lost = new AbortController();
    const watch = setInterval(() => void this.#watch(stop, lost), ownerEvery);
    const worker = pool.take();
    try {
      const wish = AbortSignal.any([signal, stop.signal, lost.signal]);
      const death = await worker.train(assignment, wish, (records) => this.#records(records, lost.signal));
      await this.#say(death === null ? { kind: 'done' } : { kind: 'died', reason: death }, lost.signal);
      if (wish.aborted) await worker.end();
    } catch (error) {
      await worker.end();
      if (error instanceof LostUnit) return;
      await this.#say({ kind: 'failed', message: failureMessage(error) }, lost.signal).catch(
        (error: unknown) => {
          if (!(error instanceof LostUnit)) throw error;
        },
      );
    } finally {
      clearInterval(watch);
      pool.giveBack(worker);
    }
  }

  async #records(records: readonly TrainingRecord[], lost: AbortSignal): Promise<void> {
    await this.#say({ kind: 'records', records }, lost);
  }

  /** @throws LostUnit where another attempt owns the unit, or nobody writes what this one says. */
  async #say(said: Said<OwnersMessage>, lost: AbortSignal): Promise<void> {
    const { redis } = this.#settings;
    const { experiment, unit } = this.#unit;
    const message = { ...said, unit, attempt: this.#name, sequence: this.#sequence++ } as OwnersMessage;
    const bytes = packed(message);
    while (!lost.aborted) {
      const keys = [mailKey(experiment), ownersKey(experiment)];
      const answer = await redis.call('EVAL', say, 2, ...keys, unit, this.#name, bytes, most);
      if (answer === 'said') return;
      if (answer === 'lost') break;
      await wait(roomEvery);
    }
    throw new LostUnit();
  }

  #missing = 0;

  async #watch(stop: AbortController, lost: AbortController): Promise<void> {
    const { redis } = this.#settings;
    const { experiment, unit } = this.#unit;
    try {
      const [owner, isToStop, hasWriter] = await Promise.all([
        redis.call('HGET', ownersKey(experiment), unit),
        redis.call('EXISTS', stopKey(experiment)),
        this.#hasWriter(),
      ]);
      if (owner !== this.#name) lost.abort();
      if (isToStop === 1) stop.abort();
      this.#missing = hasWriter ? 0 : this.#missing + ownerEvery;
      if (this.#missing >= patience) lost.abort();
    } catch {
      // The connection was closed: the agent ends.
    }
  }

  async #hasWriter(): Promise<boolean> {
    return (await this.#settings.redis.call('EXISTS', writerKey(this.#unit.experiment))) === 1;
  }
}
