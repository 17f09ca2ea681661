import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { DeviceLostError, RunError } from '../../errors.ts';
import { startChild } from '../../processes/start-child.ts';
import type { TrainingRecord } from '../../results/index.ts';
import type { Share } from '../cost/divide-work.ts';
import type { TrainingListener } from './training-listener.ts';
import { type Assignment, type Report, stopRequest } from './worker-messages.ts';

/** How often a share is tried whose worker dies. */
const attempts = 2;

/**
 * Milliseconds that a worker has to hear of the wish to stop, and then to stop, before it is ended: a decomposition of a
 * large matrix may keep it from hearing anything for minutes.
 */
const patience = 4000;
/**
 * The last of them, a timer of its own: where this process has slept as well, because the machine is busy, the first timer finds
 * it waking up, and what the worker said meanwhile is read before the second one.
 */
const grace = 500;

/**
 * Trains shares of populations in `workers` processes, each of which trains one share after the other: a process takes
 * longer to start, and to train as fast as one that has for a while, than small shares take. Which process trains a
 * member, in which company, and when, changes nothing in what it reports. A share whose worker dies goes on from its last
 * checkpoints in another one; if it dies twice, the share has failed. A worker that does not hear of the wish to stop is
 * ended.
 *
 * @param pool of processes that others have begun and others will use. Default: processes that end with the shares.
 * @throws whatever the listener throws.
 */
export async function trainInWorkers(
  shares: readonly Share[],
  settings: Omit<Assignment, 'job'> & { workers: number; signal: AbortSignal; pool?: WorkerPool | undefined },
  listener: TrainingListener,
): Promise<void> {
  const { workers, signal, pool = new WorkerPool(), ...common } = settings;
  try {
    await trainIn(pool, shares, { workers, signal, ...common }, listener);
  } finally {
    if (pool !== settings.pool) await pool.end();
  }
}

async function trainIn(
  pool: WorkerPool,
  shares: readonly Share[],
  { workers, signal, ...common }: Omit<Assignment, 'job'> & { workers: number; signal: AbortSignal },
  listener: TrainingListener,
): Promise<void> {
  const waiting = [...shares];
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  const work = async (): Promise<void> => {
    const worker = pool.take();
    try {
      for (let share = waiting.shift(); share !== undefined && !stop.aborted; share = waiting.shift()) {
        try {
          await trainWithRetry(worker, share, common, stop, listener);
        } catch (error) {
          await listener.failed(share, error);
          continue;
        } finally {
          // Code of a plugin may keep something from one share for the next.
          if (common.plugins.length > 0) await worker.end();
        }
        listener.ended(share);
      }
    } finally {
      // One that was told to stop would train nothing any more.
      if (stop.aborted) await worker.end();
      pool.giveBack(worker);
    }
  };
  const all = Array.from({ length: workers }, () =>
    work().catch((error: unknown) => {
      failure.abort();
      throw error;
    }),
  );
  const results = await Promise.allSettled(all);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function trainWithRetry(
  worker: Worker,
  share: Share,
  common: Omit<Assignment, 'job'>,
  stop: AbortSignal,
  listener: TrainingListener,
): Promise<void> {
  for (let attempt = 1; !stop.aborted; attempt++) {
    const job = await listener.started(share);
    if (job.population.members.length === 0) return;
    const death = await worker.train({ ...common, job }, stop, (records) => listener.records(share, records));
    if (death === null) return;
    if (attempt === attempts)
      throw new RunError(
        `a worker process died twice (${death}); it may have run out of memory: try fewer --workers`,
      );
    listener.repeated(share, death);
  }
}

/**
 * Processes that train for one after the other: a meta-training, whose generations would each take less time than processes
 * do to start. All that they are ever told to train needs the same backend and plugins. Whoever makes one ends it.
 */
export class WorkerPool {
  readonly #idle: Worker[] = [];

  /** One that has nothing to do. */
  take(): Worker {
    return this.#idle.pop() ?? new Worker();
  }

  giveBack(worker: Worker): void {
    this.#idle.push(worker);
  }

  async end(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((worker) => worker.end()));
  }
}

/** A process that trains, started when there is something to train. Another one takes its place when it has ended. */
class Worker {
  #child: ChildProcess | undefined;

  /** @returns null when the share was trained or stopped on request, else how the process died. */
  async train(
    assignment: Assignment,
    stop: AbortSignal,
    take: (records: readonly TrainingRecord[]) => Promise<void>,
  ): Promise<string | null> {
    // It may have died while it had nothing to do.
    if (!this.#child?.connected) this.#child = started();
    let ended = true;
    try {
      const { death, isOver } = await trainShare(this.#child, assignment, stop, take);
      ended = isOver;
      return death;
    } finally {
      if (ended) this.#child = undefined;
    }
  }

  /** Lets the process go, which has nothing to do. */
  async end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    if (child.connected) child.disconnect();
    const limit = setTimeout(() => child.kill('SIGKILL'), patience);
    await ended(child);
    clearTimeout(limit);
  }
}

function started(): ChildProcess {
  // What goes wrong is told to who waits for a share; nobody does in between.
  return startChild('worker').on('error', () => {});
}

/** How a share went in a process. */
interface Outcome {
  /** How the process died; null when the share was trained or stopped on request. */
  readonly death: string | null;
  /** Whether the process has ended. */
  readonly isOver: boolean;
}

/** @throws what the worker says that it failed of, or what `take` throws; the process has been killed then. */
function trainShare(
  child: ChildProcess,
  assignment: Assignment,
  stop: AbortSignal,
  take: (records: readonly TrainingRecord[]) => Promise<void>,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    /** The share is trained, or has failed, or the process is being killed: what else it says does not matter. */
    let finished = false;
    let limit: NodeJS.Timeout | undefined;
    /** One after the other, though a write may have to wait. */
    let taken = Promise.resolve();
    const leave = (): void => {
      finished = true;
      clearTimeout(limit);
      stop.removeEventListener('abort', onStop);
      child.off('error', onError).off('message', onMessage).off('close', onClose);
    };
    const fail = (error: unknown): void => {
      leave();
      child.kill('SIGKILL');
      // One that could not be started never closes.
      if (child.pid === undefined) reject(error);
      else void ended(child).then(() => reject(error));
    };
    const handle = async (report: Report): Promise<void> => {
      if (finished) return;
      if (report.kind === 'failed') fail(failure(report));
      else if (report.kind === 'records') await take(report.records);
      else if (report.kind === 'done') {
        leave();
        resolve({ death: null, isOver: false });
      }
    };
    // Whether a message arrives is told by what the worker says or by its death, not by the sending.
    const send = (message: Assignment | typeof stopRequest): void => void child.send(message, () => {});
    const end = (): void => {
      leave();
      child.kill('SIGKILL');
      void Promise.all([taken, ended(child)]).then(() => resolve({ death: null, isOver: true }), reject);
    };
    const endLater = (): void => {
      clearTimeout(limit);
      limit = setTimeout(() => {
        limit = setTimeout(end, grace);
      }, patience - grace);
    };
    const onStop = (): void => {
      if (child.connected) send(stopRequest);
      endLater();
    };
    const onError = ({ message }: Error): void =>
      fail(new RunError(`a worker process cannot be started: ${message}`));
    const onMessage = (report: Report): void => {
      if (report.kind === 'heard') endLater();
      // From here on it has only checkpoints to send, which may be large.
      if (report.kind === 'stopped') clearTimeout(limit);
      taken = taken.then(() => handle(report)).catch(fail);
    };
    const onClose = (code: number | null, signal: NodeJS.Signals | null): void => {
      void taken.then(() => {
        if (finished) return;
        leave();
        resolve({ death: describeEnd(child, code, signal), isOver: true });
      });
    };
    stop.addEventListener('abort', onStop, { once: true });
    child.on('error', onError).on('message', onMessage).on('close', onClose);
    send(assignment);
    // The wish may have come while the share was begun in the file.
    if (stop.aborted) onStop();
  });
}

/** Resolves when a process has ended. (After a `disconnect` from this side Node never says that it is closed.) */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

function failure({ message, deviceLost }: Extract<Report, { kind: 'failed' }>): RunError {
  return deviceLost ? new DeviceLostError(message) : new RunError(message);
}

function describeEnd({ pid }: ChildProcess, code: number | null, signal: NodeJS.Signals | null): string {
  return `process ${pid}, ${signal === null ? `exit code ${code}` : signal}`;
}
