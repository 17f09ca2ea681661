import type { Bits } from '../../backends/bits/index.ts';
import type { TrainingRecord } from '../../results/index.ts';
import type { Trainer } from '../../store/index.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import type { Share } from '../cost/divide-work.ts';

/** What is left to train of a share: all of it, or what did not end when it was trained before. */
export interface Job {
  /** With the members that have not ended. */
  readonly population: PopulationPlan;
  /** Of each of them, the state of its last checkpoint; undefined where there is none. */
  readonly from: readonly (Uint8Array | undefined)[];
  /** The share of its budget at which each is left off; absent where all train to their ends. */
  readonly until?: readonly number[];
}

/**
 * Told what training does, wherever it is done. The calls about one share come one at a time. If one throws, training
 * stops.
 */
export interface TrainingListener {
  /**
   * Asked before every attempt at a share what there is to do.
   *
   * @param by who is going to train it. Default: this machine.
   */
  started(share: Share, by?: Trainer<Bits>): Promise<Job>;
  /** @param records of the members of the job. Ask for the next ones when they are written. */
  records(share: Share, records: readonly TrainingRecord[]): Promise<void>;
  ended(share: Share): void;
  /** A share cannot be trained; the others go on, unless this throws. */
  failed(share: Share, error: unknown): Promise<void>;
  /** The process that trained a share has died; what is left of it is tried once more. */
  repeated(share: Share, reason: string): void;
}
