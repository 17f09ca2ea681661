import type { LoadedPlugin } from '../plugins/index.ts';
import type { SweepObserver } from '../sweep/run/sweep-observer.ts';

/** How a study is carried out. */
export interface ClaimOptions {
  /** Path of the results file, which is made where there is none. */
  readonly db: string;
  /** `auto` or one by name; for what computes with TensorFlow.js. */
  readonly backend: string;
  /** Processes for policies that are trained; undefined: as many as make it faster. */
  readonly workers: number | undefined;
  /** Whether to train in other processes even where one does it, see `RunOptions`. */
  readonly apart: boolean;
  /** Whether to wait while another process writes to the file. */
  readonly wait: boolean;
  readonly plugins: readonly LoadedPlugin[];
  /** What asks for it, for the results file. */
  readonly command: string;
  /** Stops it; what has been measured by then stays. */
  readonly signal: AbortSignal;
  /** Told what happens while policies are trained, and what else goes on. */
  readonly observer: Pick<SweepObserver, 'note'> & Partial<SweepObserver>;
  /** Told when there is something to go on with. */
  readonly begun: () => void;
  /** Told when all seeds of a share of what was left are in the file. @param share 0 to 1. */
  readonly measured: (series: string, seed: number, share: number) => void;
}

/** What came of it. */
export interface ClaimResult {
  readonly experiment: number;
  /** True where the signal has stopped it: the same call goes on with what is left. */
  readonly interrupted: boolean;
}
