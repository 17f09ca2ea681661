import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { RunError } from '../errors.ts';
import type { OptimizerAtRates } from '../optimizers/at-rates.ts';
import { errorOf, type LoadedPlugin, type ToldError } from '../plugins/index.ts';
import { startChild } from '../processes/start-child.ts';
import type { StressTrialRow } from '../results/index.ts';
import type { Problem } from './problem.ts';
import type { StressSettings } from './stress-settings.ts';

/** An optimizer and a problem: what is tried, and written, in one go. */
export interface StressUnit {
  readonly optimizer: OptimizerAtRates;
  readonly problem: Problem;
}

/** What a process of the pool is to try. */
export interface StressAssignment {
  readonly backend: string;
  readonly plugins: readonly LoadedPlugin[];
  readonly optimizer: OptimizerAtRates;
  /** Its name: functions are not sent. */
  readonly problem: string;
  readonly settings: Pick<StressSettings, 'seeds' | 'steps'>;
}

/** What it answers. */
export type StressAnswer = { readonly trials: readonly StressTrialRow[] } | ToldError;

/**
 * Tries units in several processes, each of which tries one after the other. Which process does what changes nothing in
 * what comes of it.
 *
 * @param signal ends the processes at once; what they have in hand is given up.
 * @param take is called unit by unit, in the order in which they are over.
 * @throws what a process says that it failed of; RunError where it dies; whatever `take` throws.
 */
export async function tryInWorkers(
  units: readonly StressUnit[],
  { workers, ...common }: Omit<StressAssignment, 'optimizer' | 'problem'> & { readonly workers: number },
  signal: AbortSignal,
  take: (unit: StressUnit, trials: readonly StressTrialRow[]) => Promise<void>,
): Promise<void> {
  const waiting = [...units];
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  const work = async (): Promise<void> => {
    const child = startChild('stress-worker');
    const end = (): void => void child.kill('SIGKILL');
    stop.addEventListener('abort', end, { once: true });
    try {
      for (let unit = waiting.shift(); unit && !stop.aborted; unit = waiting.shift()) {
        const answer = await answerOf(child, { ...common, ...unit, problem: unit.problem.name });
        if (stop.aborted) return;
        if (answer === undefined)
          throw new RunError(
            'a worker process of stress died; it may have run out of memory: try fewer --workers',
          );
        if (!('trials' in answer)) throw errorOf(answer);
        await take(unit, answer.trials);
      }
    } catch (error) {
      failure.abort();
      throw error;
    } finally {
      stop.removeEventListener('abort', end);
      end();
    }
  };
  const results = await Promise.allSettled(Array.from({ length: workers }, work));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** @returns undefined where the process has ended without an answer. */
async function answerOf(
  child: ChildProcess,
  assignment: StressAssignment,
): Promise<StressAnswer | undefined> {
  const over = new AbortController();
  const { signal } = over;
  try {
    const answer = once(child, 'message', { signal }).then(([message]) => message as StressAnswer);
    const closed = once(child, 'close', { signal }).then(() => undefined);
    for (const each of [answer, closed]) each.catch(() => {});
    child.send(assignment, () => {});
    return await Promise.race([answer, closed]);
  } finally {
    over.abort();
  }
}
