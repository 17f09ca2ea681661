import { UsageError } from '../errors.ts';

/** A backend that finds no device. Its message names `rl-bench doctor`, which itself says only the problem. */
export class NoDeviceError extends UsageError {
  readonly problem: string;

  constructor(problem: string) {
    super(`${problem}; rl-bench doctor says what there is`);
    this.problem = problem;
  }
}
