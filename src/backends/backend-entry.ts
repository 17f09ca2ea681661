import type { RunError } from '../errors.ts';

/** A backend that holds on to something until it is stopped. */
export interface RunningBackend {
  /** Why it can compute no more, if that has happened: a device may be lost at any moment. */
  failure(): RunError | undefined;
  /** Gives back what it holds. Its tensors are gone. */
  stop(): void;
}

/** A backend as `--backend` names it. */
export interface BackendEntry {
  /**
   * Makes TensorFlow.js compute on it.
   *
   * @throws UsageError where something that it takes is not installed.
   */
  start(): Promise<RunningBackend | undefined>;
  /** Bytes of tensors that it can hold at a time, whatever the machine has. */
  readonly memoryLimit: number;
}
