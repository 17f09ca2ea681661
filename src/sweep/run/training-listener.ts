import type { TrainingRecord } from '../../results/index.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';

/** What is left to train of a population: all of it, or what did not end when it was trained before. */
export interface Job {
  /** With the members that have not ended. */
  readonly population: PopulationPlan;
  /** Of each of them, the state of its last checkpoint; undefined where there is none. */
  readonly from: readonly (Uint8Array | undefined)[];
}

/** Told what training does, wherever it is done. The calls come one at a time. If one throws, training stops. */
export interface TrainingListener {
  /** Asked before every attempt at a population what there is to do. */
  started(index: number): Promise<Job>;
  /** @param records of the members of the job. Ask for the next ones when they are written. */
  records(index: number, records: readonly TrainingRecord[]): Promise<void>;
  ended(index: number): void;
  /** A population cannot be trained; the others go on, unless this throws. */
  failed(index: number, error: unknown): Promise<void>;
  /** The process that trained a population has died; what is left of it is tried once more. */
  repeated(index: number, reason: string): void;
}
