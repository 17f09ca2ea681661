import { RunError } from '../../errors.ts';
import { errorOf, type LoadedPlugin, type ToldError } from '../../plugins/index.ts';
import { startChild } from '../../processes/start-child.ts';
import type { PolicyMeasurement } from './measure-policy.ts';
import type { PolicyMapSettings } from './policy-map.ts';

/** What to measure. */
export interface MeasurementRequest {
  /** Path of the results file. */
  readonly db: string;
  /** Its number. */
  readonly run: number;
  readonly settings: PolicyMapSettings;
  readonly plugins: readonly LoadedPlugin[];
  /** To train in. */
  readonly folder: string;
}

/** What the process that measures says: lines for the user, and at last how it ended. */
export type MeasurementReport =
  | { readonly line: string }
  | { readonly measurement: PolicyMeasurement | undefined }
  | ToldError;

/** Asks it to stop. */
export const stopRequest = 'stop';

/**
 * Does what `measurePolicy` does, in a process of its own.
 *
 * @throws what it throws; RunError if the process dies.
 */
export function measureApart(
  request: MeasurementRequest,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<PolicyMeasurement | undefined> {
  return new Promise((resolve, reject) => {
    const child = startChild('policy-measurement');
    const send = (message: MeasurementRequest | typeof stopRequest): void => {
      if (child.connected) child.send(message, () => {});
    };
    const onStop = (): void => send(stopRequest);
    signal.addEventListener('abort', onStop, { once: true });
    child.on('message', (report: MeasurementReport) => {
      if ('line' in report) tell(report.line);
      else if ('measurement' in report) resolve(report.measurement);
      else reject(errorOf(report));
    });
    child.on('error', reject);
    child.on('close', (code, by) => {
      signal.removeEventListener('abort', onStop);
      // Nothing comes of it where there was an answer.
      reject(new RunError(`the process that measures the loss died (${by ?? `exit code ${code}`})`));
    });
    send(request);
    if (signal.aborted) onStop();
  });
}
