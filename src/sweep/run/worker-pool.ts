import type { ChildProcess } from 'node:child_process';
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
 * Trains shares of populations in worker processes, `workers` at a time, each in a process of its own. Which process
 * trains a member, in which company, and when, changes nothing in what it reports. A share whose worker dies goes on from
 * its last checkpoints; if it dies twice, the share has failed. A worker that does not hear of the wish to stop is ended.
 *
 * @throws whatever the listener throws.
 */
export async function trainInWorkers(
  shares: readonly Share[],
  { workers, signal, ...common }: Omit<Assignment, 'job'> & { workers: number; signal: AbortSignal },
  listener: TrainingListener,
): Promise<void> {
  const waiting = [...shares];
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  const work = async (): Promise<void> => {
    for (let share = waiting.shift(); share !== undefined && !stop.aborted; share = waiting.shift()) {
      try {
        await trainWithRetry(share, common, stop, listener);
      } catch (error) {
        await listener.failed(share, error);
        continue;
      }
      listener.ended(share);
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
  share: Share,
  common: Omit<Assignment, 'job'>,
  stop: AbortSignal,
  listener: TrainingListener,
): Promise<void> {
  for (let attempt = 1; !stop.aborted; attempt++) {
    const job = await listener.started(share);
    if (job.population.members.length === 0) return;
    const death = await trainOnce({ ...common, job }, stop, (records) => listener.records(share, records));
    if (death === null) return;
    if (attempt === attempts)
      throw new RunError(
        `a worker process died twice (${death}); it may have run out of memory: try fewer --workers`,
      );
    listener.repeated(share, death);
  }
}

/** @returns null when the population was trained or stopped on request, else how its worker died. */
function trainOnce(
  assignment: Assignment,
  stop: AbortSignal,
  take: (records: readonly TrainingRecord[]) => Promise<void>,
): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = startChild('worker');
    let finished = false;
    const fail = (error: unknown): void => {
      finished = true;
      reject(error);
      child.kill('SIGKILL');
    };
    let limit: NodeJS.Timeout | undefined;
    const end = (): void => {
      finished = true;
      child.kill('SIGKILL');
    };
    const handle = async (report: Report): Promise<void> => {
      if (finished) return;
      if (report.kind === 'failed') fail(failure(report));
      else if (report.kind === 'done') finished = true;
      else if (report.kind === 'records') await take(report.records);
    };
    /** One after the other, though a write may have to wait. */
    let taken = Promise.resolve();
    // Whether a message arrives is told by what the worker says or by its death, not by the sending.
    const send = (message: Assignment | typeof stopRequest): void => void child.send(message, () => {});
    const endLater = (): void => {
      clearTimeout(limit);
      limit = setTimeout(end, patience);
    };
    const onStop = (): void => {
      if (child.connected) send(stopRequest);
      endLater();
    };
    stop.addEventListener('abort', onStop, { once: true });
    child.on('error', ({ message }) => fail(new RunError(`a worker process cannot be started: ${message}`)));
    child.on('message', (report: Report) => {
      if (report.kind === 'heard') endLater();
      // From here on it has only checkpoints to send, which may be large.
      if (report.kind === 'stopped') clearTimeout(limit);
      taken = taken.then(() => handle(report)).catch(fail);
    });
    child.on('close', (code, signal) => {
      stop.removeEventListener('abort', onStop);
      clearTimeout(limit);
      void taken.then(() => resolve(finished ? null : describeEnd(child, code, signal)));
    });
    send(assignment);
  });
}

function failure({ message, deviceLost }: Extract<Report, { kind: 'failed' }>): RunError {
  return deviceLost ? new DeviceLostError(message) : new RunError(message);
}

function describeEnd({ pid }: ChildProcess, code: number | null, signal: NodeJS.Signals | null): string {
  return `process ${pid}, ${signal === null ? `exit code ${code}` : signal}`;
}
