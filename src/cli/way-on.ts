import { DeviceLostError, EmptiedError, RunError } from '../errors.ts';
import { dbFlag } from './next-steps.ts';

/**
 * An error of training with what to do next, where there is something to go on with.
 *
 * @param path of the results file.
 */
export function withWayOn(error: unknown, path: string, experimentId: number): unknown {
  if (!(error instanceof RunError) || error instanceof EmptiedError) return error;
  const resume = `rl-bench resume ${experimentId}${dbFlag(path)}`;
  return error instanceof DeviceLostError
    ? new DeviceLostError(`${error.message}; go on with ${resume}, elsewhere with --backend simd`)
    : new RunError(`${error.message}; ${resume} goes on from the last checkpoints`);
}
