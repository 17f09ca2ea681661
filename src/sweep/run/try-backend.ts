import type { Device } from '../../backends/index.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { startChild } from '../../processes/start-child.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';

/** What to try, and on what. */
export interface TrialRequest {
  readonly backend: string;
  readonly plugins: readonly LoadedPlugin[];
  /** Trained for a few updates. */
  readonly population: PopulationPlan;
  /** Refuses devices that compute on the CPU. */
  readonly onRealDevice?: boolean;
}

/** How a backend did. */
export type TrialAnswer =
  | {
      readonly works: true;
      readonly version: string;
      readonly device: Device | null;
      /** Of each member's environment steps, with what is learned from them. */
      readonly secondsPerStep: number;
    }
  | { readonly works: false; readonly error: string };

/** Compiling programs for a device takes its time the first time; a driver that takes longer than this has hung. */
const patienceMs = 180_000;

/**
 * Tries a backend in a process of its own, so that a crash is an answer, that what drivers write to the terminal is seen
 * by nobody, and that nothing is left of it.
 *
 * @param variables of its environment, beside those of this process.
 */
export function tryBackend(
  request: TrialRequest,
  variables: Readonly<Record<string, string>> = {},
): Promise<TrialAnswer> {
  return new Promise((resolve) => {
    const child = startChild('backend-trial', {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...process.env, ...variables },
    });
    let answer: TrialAnswer | undefined;
    const timeout = setTimeout(() => {
      answer ??= { works: false, error: `no answer in ${patienceMs / 1000} s` };
      child.kill('SIGKILL');
    }, patienceMs);
    child.on('message', (message: TrialAnswer) => {
      answer = message;
    });
    child.on('error', ({ message }) => {
      answer ??= { works: false, error: message };
    });
    child.on('close', (code, signal) => {
      clearTimeout(timeout);
      resolve(answer ?? { works: false, error: `its process died (${signal ?? `exit code ${code}`})` });
    });
    // Whether it arrives is told by the answer or by the end, not by the sending.
    child.send(request, () => {});
  });
}
