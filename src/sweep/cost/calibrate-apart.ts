import { RunError } from '../../errors.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { startChild } from '../../processes/start-child.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import type { Cost } from './calibrate.ts';

/** What to try, and on what. */
export interface CalibrationRequest {
  readonly backend: string;
  readonly plugins: readonly LoadedPlugin[];
  readonly populations: readonly PopulationPlan[];
  /** Seconds after which no other population is tried. */
  readonly budget: number;
  /** That are made of each, at most. */
  readonly updates?: number;
}

export type CalibrationAnswer = { readonly costs: Cost[] } | { readonly error: string };

/**
 * Finds out what populations cost, in a process of its own that is ended when it takes too long.
 *
 * @param patience seconds that it may take, without its start.
 * @param signal ends it.
 * @returns undefined when the time is over: not even one evaluation and one update of a population fit into it.
 * @throws RunError if the populations cannot be trained.
 */
export function calibrateApart(
  request: CalibrationRequest,
  patience: number,
  signal?: AbortSignal,
): Promise<Cost[] | undefined> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return resolve(undefined);
    const child = startChild('calibration', { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const end = (): void => void child.kill('SIGKILL');
    signal?.addEventListener('abort', end, { once: true });
    let timeout: NodeJS.Timeout | undefined;
    let answer: CalibrationAnswer | undefined;
    child.on('message', (message: CalibrationAnswer | 'ready') => {
      if (message !== 'ready') answer = message;
      else timeout = setTimeout(end, 1000 * patience);
    });
    child.on('error', reject);
    child.on('close', (code, endedBy) => {
      clearTimeout(timeout);
      signal?.removeEventListener('abort', end);
      if (answer !== undefined && 'costs' in answer) resolve(answer.costs);
      else if (answer !== undefined) reject(new RunError(`training does not work: ${answer.error}`));
      else if (endedBy === 'SIGKILL') resolve(undefined);
      else reject(new RunError(`the process that tries the plan died (${endedBy ?? `exit code ${code}`})`));
    });
    child.send(request, () => {});
  });
}
