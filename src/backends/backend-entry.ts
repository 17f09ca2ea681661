import type { DeviceLostError } from '../errors.ts';

/** What computes, where that is not the CPU alone. */
export interface Device {
  readonly name: string;
  /** null where it does not say. */
  readonly driver: string | null;
  /** null where nobody says. */
  readonly memoryBytes: number | null;
  /** True for a driver that computes on the CPU. */
  readonly software: boolean;
}

/** A backend that was started. */
export interface RunningBackend {
  /** Whose kernels they are: `webgpu 0.6.2`. */
  readonly version: string;
  /** null for those that compute on the CPU. */
  readonly device: Device | null;
  /** Bytes of tensors that it can hold at a time in this process; undefined where that is the entry's `memoryLimit`. */
  readonly memoryLimit?: number;
  /** Bytes that one tensor can have, however much memory there is; undefined where it may take all of it. */
  readonly tensorLimit?: number;
  /** Why it can compute no more, if that has happened: a device may be lost at any moment. */
  failure?(): DeviceLostError | undefined;
  /** Gives back what would keep the process from ending. Its tensors are gone. */
  stop?(): void;
}

/** A backend as `--backend` names it. */
export interface BackendEntry {
  /**
   * Makes TensorFlow.js compute on it.
   *
   * @throws UsageError where something that it takes is not there.
   */
  start(): Promise<RunningBackend>;
  /** Bytes of tensors that it can hold at a time, whatever the machine has. */
  readonly memoryLimit: number;
  /** Whether what it takes is there; left out where rl-bench brings everything along. */
  isInstalled?(): boolean;
  /** True for those that are there to compute on a GPU. */
  readonly gpu: boolean;
  /** True where the last digits of a member depend on who trains with it, so that populations are not divided. */
  readonly companyCounts?: boolean;
}
