import { DeviceLostError, EmptiedError, RunError, TrainingFailedError } from '../../errors.ts';
import { dbFlag } from '../../text/db-flag.ts';

/**
 * An error of training with what to do next, where there is something to go on with.
 *
 * @param path of the results file.
 */
export function withWayOn(error: unknown, path: string, experimentId: number): unknown {
  if (!(error instanceof RunError) || error instanceof EmptiedError) return error;
  const resume = `rl-bench resume ${experimentId}${dbFlag(path)}`;
  if (error instanceof DeviceLostError)
    return new DeviceLostError(`${error.message}; go on with ${resume}, elsewhere with --backend simd`);
  const message = `${error.message}; ${resume} goes on from the last checkpoints`;
  return error instanceof TrainingFailedError
    ? new TrainingFailedError(message, experimentId)
    : new RunError(message);
}
