import { createRequire } from 'node:module';
import { UsageError } from '../../errors.ts';

/** What is used of a connection of ioredis. Numbers of commands are those of Redis. */
export interface Redis {
  readonly status: string;
  connect(): Promise<void>;
  disconnect(): void;
  call(command: string, ...args: (string | number | Buffer)[]): Promise<unknown>;
  callBuffer(command: string, ...args: (string | number | Buffer)[]): Promise<unknown>;
  on(event: string, listener: (error: Error) => void): this;
  off(event: string, listener: (error: Error) => void): this;
}

/** What is used of its settings. */
export interface RedisSettings {
  readonly lazyConnect: boolean;
  /** null: a command waits until there is a connection again. */
  readonly maxRetriesPerRequest: number | null;
  /** Milliseconds. */
  readonly connectTimeout: number;
  /** @returns milliseconds until the next try; null: none. */
  readonly retryStrategy: (tries: number) => number | null;
}

/** What is used of BullMQ: queues from the side of who fills them. */
export interface JobQueue {
  addBulk(
    jobs: readonly { name: string; data: QueuedUnit; opts: Readonly<Record<string, unknown>> }[],
  ): Promise<unknown>;
  remove(jobId: string): Promise<number>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): this;
}

/** What is used of it from the side of who works. */
export interface JobWorker {
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): this;
}

/** A job while it is carried out. */
export interface Job {
  readonly data: QueuedUnit;
  /** Puts it back until a time of the clock, in milliseconds. */
  moveToDelayed(time: number, token: string | undefined): Promise<void>;
}

/** What stands in the queue of a unit. Its numbers come from the writer, who is asked when it is begun. */
export interface QueuedUnit {
  readonly experiment: string;
  readonly unit: string;
  readonly backend: string;
  /** For people. */
  readonly label: string;
}

export interface QueuePackages {
  readonly Redis: new (url: string, settings: RedisSettings) => Redis;
  readonly Queue: new (name: string, settings: object) => JobQueue;
  readonly Worker: new (
    name: string,
    process: (job: Job, token?: string) => Promise<unknown>,
    settings: object,
  ) => JobWorker;
  readonly DelayedError: new () => Error;
}

/**
 * Loads BullMQ and ioredis, which are optional: whoever trains on one machine needs neither.
 *
 * @param load `require` of a module. @throws UsageError where they are not installed.
 */
export function queuePackages(
  load: (name: string) => unknown = createRequire(import.meta.url),
): QueuePackages {
  try {
    const { Queue, Worker, DelayedError } = load('bullmq') as Omit<QueuePackages, 'Redis'>;
    const { Redis } = load('ioredis') as Pick<QueuePackages, 'Redis'>;
    return { Redis, Queue, Worker, DelayedError };
  } catch (error) {
    const [why] = String((error as Error).message).split('\n');
    throw new UsageError(
      `queues need the packages bullmq and ioredis: ${why}; run npm install bullmq ioredis`,
    );
  }
}
